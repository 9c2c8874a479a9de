"""Changes a calendar file as a calendar program would, and compares what two files expand to. Shares no code with entre.

    move.py single EXPORT.ics CHANGED.ics    moves, cancels and leaves out single dates of the fourteen months to come
    move.py series EXPORT.ics CHANGED.ics    another day, time and rhythm for all of them
    move.py same CHANGED.ics AGAIN.ics       whether both give the same dates from tomorrow on

The months to come have both changes of daylight saving; the dates next to them are among those that are moved.
"""

import json
import sys
from datetime import datetime, time, timedelta, timezone

import icalendar
import recurring_ical_events

MONTHS = 14


def ahead():
    """From tomorrow on, as far as there are both changes of daylight saving."""
    begin = datetime.combine(datetime.now(timezone.utc).date() + timedelta(days=1), time(0), timezone.utc)
    return begin, begin + timedelta(days=MONTHS * 31)


def dates(calendar):
    """When each meeting begins and how long it is, without those that are cancelled."""
    found = []
    for event in recurring_ical_events.of(calendar).between(*ahead()):
        if event.get("STATUS") != "CANCELLED":
            length = event["DURATION"].dt if "DURATION" in event else event["DTEND"].dt - event["DTSTART"].dt
            found.append((event["DTSTART"].dt.astimezone(timezone.utc), length))
    return sorted(found)


def series_of(calendar):
    return next(event for event in calendar.walk("VEVENT") if "RRULE" in event)


def changes_of_clock(zone, begin, end):
    """The days on which the offset of the zone is another one than on the day before."""
    day, found = begin.date(), []
    while day < end.date():
        noon = lambda one: datetime.combine(one, time(12), zone).utcoffset()
        if noon(day) != noon(day - timedelta(days=1)):
            found.append(day)
        day += timedelta(days=1)
    return found


def single(calendar):
    """Every third date stays; the others are moved here and there, cancelled, or left out."""
    series = series_of(calendar)
    zone, length = series["DTSTART"].dt.tzinfo, series["DURATION"].dt
    starts = [start.astimezone(zone) for start, _ in dates(calendar)]
    clock = changes_of_clock(zone, *ahead())
    near = [min(starts, key=lambda start: abs(start.date() - day)) for day in clock]
    counts = {"moved": 0, "utc": 0, "cancelled": 0, "left_out": 0, "near_a_change": len(near)}
    off = []
    for number, start in enumerate(starts):
        if start in near:
            # Across the change of the clock: onto the day after it.
            day = next(day for day in clock if abs(start.date() - day) < timedelta(days=8))
            exception(calendar, series, start, datetime.combine(day + timedelta(days=1), time(8, 45), zone), length)
            counts["moved"] += 1
        elif number % 6 == 1:
            exception(calendar, series, start, start + timedelta(days=2, hours=3), length + timedelta(minutes=15))
            counts["moved"] += 1
        elif number % 6 == 2:
            moved = (start - timedelta(hours=1, minutes=30)).astimezone(timezone.utc)
            exception(calendar, series, start, moved, length)
            counts["utc"] += 1
        elif number % 6 == 4:
            exception(calendar, series, start, start, length)["STATUS"] = "CANCELLED"
            counts["cancelled"] += 1
        elif number % 6 == 5 and number % 4:
            off.append(start)
            counts["left_out"] += 1
    for start in off:
        series.add("EXDATE", start)
    assert len(clock) >= 2 and all(counts.values()), (clock, counts)
    return counts


def exception(calendar, series, slot, starts, length):
    event = icalendar.Event()
    event.add("UID", series["UID"])
    event.add("DTSTAMP", datetime.now(timezone.utc))
    event.add("RECURRENCE-ID", slot)
    event.add("DTSTART", starts)
    event.add("DTEND", starts + length)
    event.add("SEQUENCE", 1)
    calendar.add_component(event)
    return event


def series(calendar):
    """Every second Thursday at half past two, as a program does it that rewrites the first date."""
    event = series_of(calendar)
    first = event["DTSTART"].dt
    thursday = first + timedelta(days=(3 - first.weekday()) % 7)
    zone = first.tzinfo
    event["DTSTART"] = icalendar.vDDDTypes(datetime.combine(thursday.date(), time(14, 30), zone))
    event["DTSTART"].params["TZID"] = str(zone)
    event["RRULE"] = icalendar.vRecur(freq="weekly", interval=2, byday="TH", wkst="SU")
    event.pop("EXDATE", None)
    return {"first": str(thursday.date())}


def same(changed, again):
    expected, found = dates(changed), dates(again)
    for missing in sorted(set(expected) - set(found)):
        print("not taken over:", *missing)
    for extra in sorted(set(found) - set(expected)):
        print("nobody's:", *extra)
    zone = series_of(again)["DTSTART"].dt.tzinfo
    offsets = {str(start.astimezone(zone).utcoffset()) for start, _ in expected}
    print(json.dumps({"meetings": len(found), "offsets": sorted(offsets)}))
    return 0 if expected == found and len(offsets) == 2 and len(found) > 20 else 1


def read(path):
    return icalendar.Calendar.from_ical(open(path, "rb").read())


def main():
    what, source, target = sys.argv[1:]
    calendar = read(source)
    if what == "same":
        return same(calendar, read(target))
    print(json.dumps({"single": single, "series": series}[what](calendar)))
    with open(target, "wb") as file:
        file.write(calendar.to_ical())
    return 0


if __name__ == "__main__":
    sys.exit(main())
