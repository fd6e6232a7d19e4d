"""The testing kit: proves that a store, a notifier, or the rules, of your own keep what collabflow promises.

    from collabflow.testing import NotifierConformance, StoreConformance, no

    class TestShelfStore(StoreConformance):
        multi_process = no("one process by design; the file is locked")

        def open_store(self, place):
            return ShelfStore(place.path / "cases")

    class TestSmsNotifier(NotifierConformance):
        def open_notifier(self, place):
            return SmsNotifier(gateway=place.fake_http.url)

Without pytest: `python -m collabflow.testing store mypackage.store:open_store`, or `notifier` and what opens one.
A passed kit is evidence, not certification: it says "passes storage kit 0.1", and nothing stronger.

    from collabflow.testing import WorkflowModel, always

    class TestOurDistrict(WorkflowModel):
        profile = OUR_DISTRICT
"""

from __future__ import annotations

from collabflow.testing.bench import Budget, Settings
from collabflow.testing.broken import LawBroken, NotProven, no
from collabflow.testing.conformance import StoreConformance, prove
from collabflow.testing.explore import Exploration, Fault, Kind, explore
from collabflow.testing.law import Law
from collabflow.testing.laws import LAWS
from collabflow.testing.notifying.bench import NotifierLaw, NotifierPlace
from collabflow.testing.notifying.conformance import NotifierConformance, prove_notifier
from collabflow.testing.notifying.laws import NOTIFIER_LAWS
from collabflow.testing.notifying.peer import FakePeer, Heard
from collabflow.testing.places import Place, new_place
from collabflow.testing.rules.model import WorkflowModel
from collabflow.testing.rules.properties import always, leads_to, school_days, sometimes
from collabflow.testing.summary import Report
from collabflow.testing.trying import Status, Trial

__all__ = [
    "LAWS",
    "NOTIFIER_LAWS",
    "Budget",
    "Exploration",
    "FakePeer",
    "Fault",
    "Heard",
    "Kind",
    "Law",
    "LawBroken",
    "NotProven",
    "NotifierConformance",
    "NotifierLaw",
    "NotifierPlace",
    "Place",
    "Report",
    "Settings",
    "Status",
    "StoreConformance",
    "Trial",
    "WorkflowModel",
    "always",
    "explore",
    "leads_to",
    "new_place",
    "no",
    "prove",
    "prove_notifier",
    "school_days",
    "sometimes",
]
