"""Reads a calendar file with parsers that share no code with ours, and compares what they expand with what entre says.

    check.py FILE.ics HISTORY.json

HISTORY.json is `entre history PERSON -n 1000 --json`: each meeting of the past, those that were called off too.
"""

import json
import re
import sys
from datetime import datetime, timedelta, timezone

import icalendar
import recurring_ical_events


def ours(history):
    """When each meeting that was not called off begins, and how long it is planned, by what entre says."""
    held = [m for m in history["meetings"] if m["state"] not in ("skipped", "cancelled")]
    moment = lambda text: datetime.fromisoformat(re.sub(r"\[.*\]$", "", text)).astimezone(timezone.utc)
    return sorted((moment(m["starts"]), timedelta(minutes=m["minutes"])) for m in held)


def theirs(calendar, begin, end):
    """The same by the calendar file."""
    found = []
    for event in recurring_ical_events.of(calendar).between(begin, end):
        starts = event["DTSTART"].dt.astimezone(timezone.utc)
        length = event["DURATION"].dt if "DURATION" in event else event["DTEND"].dt - event["DTSTART"].dt
        found.append((starts, length))
    return sorted(found)


def main():
    text = open(sys.argv[1], "rb").read()
    history = json.load(open(sys.argv[2]))
    calendar = icalendar.Calendar.from_ical(text)
    expected = ours(history)
    begin, end = expected[0][0] - timedelta(days=1), expected[-1][0] + timedelta(hours=1)
    found = theirs(calendar, begin, end)
    for missing in sorted(set(expected) - set(found)):
        print("missing in the calendar:", *missing)
    for extra in sorted(set(found) - set(expected)):
        print("only in the calendar:", *extra)
    if expected != found:
        return 1
    zones = [part for part in calendar.walk() if part.name == "VTIMEZONE"]
    local = {starts.astimezone(calendar_zone(zones[0])).strftime("%H:%M") for starts, _ in expected}
    titles = {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}
    names = {line.split(b":")[0].split(b";")[0] for line in text.split(b"\r\n")}
    told = {b"METHOD", b"ORGANIZER", b"ATTENDEE", b"LOCATION"} & names
    if len(zones) != 1 or titles != {"1:1"} or told:
        print("a calendar tells when, and nothing else:", len(zones), titles, told)
        return 1
    print(json.dumps({"meetings": len(found), "local_starts": sorted(local), "zones": len(zones)}))
    return 0


def calendar_zone(part):
    """The zone as the file describes it, not as this machine knows it."""
    return part.to_tz(lookup_tzid=False)


if __name__ == "__main__":
    sys.exit(main())
