"""The flow: what an application calls. It brings a case in, asks the rules, and carries events out."""

from collabflow.flow.collabflow import CollabFlow
from collabflow.flow.hooks import Failure, Recorded
from collabflow.flow.outbox import Delivered, DueIn

__all__ = ["CollabFlow", "Delivered", "DueIn", "Failure", "Recorded"]
