"""The events that belong to no step, and the records they fold into."""

from collabflow.core.lifecycle import contacts, moves, needs, papers, people, waivers

EVENTS = people.EVENTS + needs.EVENTS + contacts.EVENTS + papers.EVENTS + waivers.EVENTS + moves.EVENTS
"""Every event of every step, in the order of their files."""
