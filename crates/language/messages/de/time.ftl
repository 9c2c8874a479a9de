### Tage, Zeitpunkte und Dauern.

day-today = heute
day-yesterday = gestern
day-tomorrow = morgen
days-ago = vor { $count } Tagen
days-on = am { $date }

# $weekday and $month are the short names below.
date-short = { $day }. { $month }
date-short-year = { $day }. { $month } { $year }
date-weekday = { $weekday }, { $day }. { $month }
date-weekday-year = { $weekday }, { $day }. { $month } { $year }

weekday-1 = Mo
weekday-2 = Di
weekday-3 = Mi
weekday-4 = Do
weekday-5 = Fr
weekday-6 = Sa
weekday-7 = So

month-1 = Jan.
month-2 = Feb.
month-3 = März
month-4 = Apr.
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = Aug.
month-9 = Sept.
month-10 = Okt.
month-11 = Nov.
month-12 = Dez.

ago-now = gerade eben
ago-seconds = vor { $count } s
ago-minutes = vor { $count } min
ago-hours = vor { $count } Std.

due-today = heute fällig
due-tomorrow = morgen fällig
due-yesterday = gestern fällig
due-late = { $count } Tage überfällig
due-on = fällig { $date }

age-now = vor weniger als einer Minute
