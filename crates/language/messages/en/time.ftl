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

age-now = less than a minute ago
