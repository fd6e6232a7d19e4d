"""Families: openings of cases about invented people, each with something that rules must not forget.

Strengths first, many kinds of families. `FAMILIES` holds them by name; every one can go through all ten steps.
"""

from __future__ import annotations

from collections.abc import Mapping

from collabflow.core.lifecycle.people import CaseOpened
from collabflow.core.people import (
    Authority,
    ContactPreference,
    Liking,
    Party,
    Restriction,
    RestrictionKind,
    Role,
    Student,
)
from collabflow.core.values import Answer, Method

_RIGHTS, _SHARED = Authority.RIGHTS_HOLDER, Authority.SHARED
_APART = RestrictionKind.SEPARATE_MEETING

MAYA = Student(id="maya", name="Maya Vidal")
"""Eight years old; she loves reading maps and asks good questions."""

LEE = Party(id="lee", name="Lee Park", roles=(Role.CASE_MANAGER,))
KIM = Party(id="kim", name="Kim Adeyemi", roles=(Role.TEACHER,))
SAM = Party(id="sam", name="Sam Olsen", roles=(Role.SCHOOL_ADMIN,))
SCHOOL = (LEE, KIM, SAM)

ROSA = Party(
    id="rosa",
    name="Rosa Vidal",
    roles=(Role.CAREGIVER,),
    authority=_RIGHTS,
    authority_basis="parent",
    relationship="mother",
    languages=("es", "en"),
)
TOMAS = Party(
    id="tomas",
    name="Tomás Vidal",
    roles=(Role.CAREGIVER,),
    authority=_SHARED,
    authority_basis="parent",
    household="Mill Street",
    languages=("en",),
)


def _about(student: Student, *family: Party) -> CaseOpened:
    return CaseOpened(student=student, parties=(*family, *SCHOOL))


def _kept_apart() -> tuple[Party, Party]:
    rosa = Party(
        id="rosa",
        name="Rosa Vidal",
        roles=(Role.CAREGIVER,),
        authority=_SHARED,
        languages=("es",),
        household="River Road",
        restrictions=(Restriction(kind=_APART, other="tomas"),),
    )
    return rosa, TOMAS


def _signing() -> Party:
    return Party(
        id="ines",
        name="Inés Prat",
        roles=(Role.CAREGIVER,),
        authority=_RIGHTS,
        languages=("ase",),
        interpreter=Answer.YES,
        access_needs=("Large print", "A place near the door"),
        contact_preferences=(ContactPreference(method=Method.PHONE, liking=Liking.DO_NOT_USE),),
        restrictions=(Restriction(kind=RestrictionKind.CONTACT_ONLY_VIA, method=Method.VIDEO),),
    )


FAMILIES: Mapping[str, CaseOpened] = {
    "one caregiver": _about(MAYA, ROSA),
    "two caregivers": _about(MAYA, ROSA, TOMAS),
    "two households kept apart": _about(MAYA, *_kept_apart()),
    "an interpreter and access needs": _about(
        MAYA, _signing(), Party(id="wen", name="Wen Li", roles=(Role.INTERPRETER,), languages=("ase", "en"))
    ),
    "a surrogate": _about(
        Student(id="noor", name="Noor"),
        Party(id="abel", name="Abel Roy", roles=(Role.SURROGATE,), authority=_RIGHTS, authority_basis="appointed"),
    ),
    "an adult student": _about(
        Student(id="jonas", name="Jonas Lund"),
        Party(
            id="jonas",
            name="Jonas Lund",
            roles=(Role.ADULT_STUDENT,),
            authority=_RIGHTS,
            authority_basis="of age",
            languages=("da", "en"),
        ),
    ),
    "the student takes part": _about(
        MAYA, ROSA, Party(id="maya", name="Maya Vidal", roles=(Role.STUDENT,), minor=True)
    ),
    "a caregiver who is only informed": _about(
        MAYA,
        ROSA,
        Party(id="omar", name="Omar Haddad", roles=(Role.CAREGIVER,), authority=Authority.INFORMED_ONLY),
    ),
    "a record restricted by order": _about(
        MAYA,
        ROSA,
        Party(
            id="omar",
            name="Omar Haddad",
            roles=(Role.CAREGIVER,),
            authority=_SHARED,
            restrictions=(Restriction(kind=RestrictionKind.RECORDS_RESTRICTED_BY_ORDER),),
        ),
    ),
    "a grandmother and an advocate": _about(
        MAYA,
        Party(
            id="greta",
            name="Greta Vidal",
            roles=(Role.CAREGIVER,),
            authority=_RIGHTS,
            authority_basis="foster carer",
            relationship="grandmother",
        ),
        Party(id="ida", name="Ida Brandt", roles=(Role.ADVOCATE,)),
    ),
    "nobody has said who decides": _about(MAYA, Party(id="rosa", name="Rosa Vidal", roles=(Role.CAREGIVER,))),
    "no caregiver yet": CaseOpened(student=MAYA, parties=SCHOOL),
}
"""Openings by what is particular about them."""
