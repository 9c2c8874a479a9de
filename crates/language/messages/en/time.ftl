### Days, moments and lengths of time.

day-today = today
day-yesterday = yesterday
day-tomorrow = tomorrow
days-ago = { $count } days ago
days-on = on { $date }

# $weekday and $month are the short names below.
date-short = { $day } { $month }
date-short-year = { $day } { $month } { $year }
date-weekday = { $weekday } { $day } { $month }
date-weekday-year = { $weekday } { $day } { $month } { $year }

weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun

weekday-long-1 = Monday
weekday-long-2 = Tuesday
weekday-long-3 = Wednesday
weekday-long-4 = Thursday
weekday-long-5 = Friday
weekday-long-6 = Saturday
weekday-long-7 = Sunday

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

ago-now = just now
ago-seconds = { $count } s ago
ago-minutes = { $count } min ago
ago-hours = { $count } h ago

due-today = due today
due-tomorrow = due tomorrow
due-yesterday = due yesterday
due-late = { $count } days late
due-on = due { $date }

bad-day = "{ $text }" is no day
bad-moment = "{ $text }" is no day and time
forms-of-days = days are written like 2026-11-27, fri, today, tomorrow, 3d or 2w
forms-of-moments = write a day and a time, like "thu 15:00", "tomorrow 9:30" or "2026-11-27 15:00"
bad-repetition = "{ $text }" does not say when you meet
forms-of-repetitions = say how often, on which day, and when; or a rule of a calendar, like "FREQ=WEEKLY;BYDAY=TU 10:00"
age-now = less than a minute ago
