"""A calendar as an ICS file (RFC 5545): whole days that any calendar program can take in."""

from datetime import UTC, datetime, timedelta

import icalendar

from engine.contract.result import Calendar


def ics(calendar: Calendar, at: datetime) -> bytes:
    """The calendar's days as events of a whole day each, made at `at`. No text can break out of its line."""
    found = icalendar.Calendar()
    found.add("prodid", "-//Nyttiggjort//NO")
    found.add("version", "2.0")
    found.add("x-wr-calname", calendar.name)
    for entry in calendar.entries:
        event = icalendar.Event()
        event.add("uid", f"{entry.id}@nyttiggjort")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", " ".join(entry.title.split()))
        event.add("description", entry.text)
        found.add_component(event)
    return bytes(found.to_ical())
