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

weekday-long-1 = Montag
weekday-long-2 = Dienstag
weekday-long-3 = Mittwoch
weekday-long-4 = Donnerstag
weekday-long-5 = Freitag
weekday-long-6 = Samstag
weekday-long-7 = Sonntag

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

bad-day = „{ $text }“ ist kein Tag
bad-moment = „{ $text }“ ist kein Zeitpunkt
forms-of-days = Tage schreibt man so: 2026-11-27, 27.11., fr, heute, morgen, 3d oder 2w
forms-of-moments = schreibe Tag und Uhrzeit, etwa „do 15:00“, „morgen 9:30“ oder „2026-11-27 15:00“
bad-repetition = „{ $text }“ sagt nicht, wann ihr euch trefft
forms-of-repetitions = schreibe wie oft, an welchem Tag und wann; oder eine Kalenderregel wie „FREQ=WEEKLY;BYDAY=TU 10:00“
age-now = vor weniger als einer Minute
