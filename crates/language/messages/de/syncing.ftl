### Das Relay: was es antwortet, was abgeglichen wird, was aufgefallen ist.

share-nothing = du und { $name } teilt noch nichts
as-of-last-sync = was hier ist, ist vom letzten Abgleich, { $age }
never-in-step = dieses Gerät und das Relay waren noch nie auf demselben Stand
words-after-exchange = die Wörter werden nur gleich nach einem Austausch mit dem Relay gezeigt

no-relay-to-sync = es ist noch kein Relay genannt, also gibt es nichts, womit abgeglichen werden kann
relay-set-old-gone = entre relay set { $relay }     wenn das alte Relay weg ist: nimmt auch deine eigenen Notizen dorthin mit
nothing-waits-here = auf diesem Gerät wartet nichts
waits-safe = { $count ->
        [one] 1 Änderung ist auf diesem Gerät sicher und geht später hinaus
       *[other] { $count } Änderungen sind auf diesem Gerät sicher und gehen später hinaus
    }

timed-out-10 = keine Antwort in 10 s
not-dialled = die Adresse kann nicht angewählt werden
stopped-taking = nimmt keine Daten mehr an
silent-20 = 20 s lang keine Antwort
relay-stalls = { $relay } lässt dieses Gerät warten und kommt nicht voran
relay-stalls-try = entre sync     später; wenn es so bleibt, sag es dem Betreiber
relay-unreachable = { $relay } antwortet nicht ({ $reason })
relay-unreachable-try = entre sync     wenn das Netz wieder da ist
io-refused = Verbindung abgelehnt
io-reset = Verbindung zurückgesetzt
io-timed-out = Zeit abgelaufen
io-no-way = der Name oder die Adresse ist nicht zu erreichen
tls-wrong = das Zertifikat oder der TLS-Handschlag ist nicht in Ordnung
http-answer = es antwortet mit HTTP { $status }: kein Relay, oder eines in einer anderen Version
over-limit = es hat eine Nachricht über der Grenze geschickt
connection-broke = die Verbindung brach ab

closed-connection = es hat die Verbindung geschlossen
relay-not-understood = { $relay } schickt etwas, was kein Relay schicken darf
nothing-taken-safe = nichts davon wurde übernommen; was du geschrieben hast, ist auf diesem Gerät sicher
wrong-origin = das Relay bei { $relay } nennt sich { $named }
wrong-origin-why = ein Relay muss die Adresse nennen, die angewählt wurde; nichts wurde gesendet
wrong-origin-try = der Betreiber setzt `origin` in der Konfiguration des Relays

others-keep-writing = andere schreiben immer wieder im selben Augenblick

copies-keep-writing = andere Kopien dieses Geräts schreiben im selben Augenblick
relay-left-gap = das Relay hat einen Umschlag ausgelassen
relay-left-gap-why = nichts hinter der Lücke wurde übernommen

wrote-is-safe = was du geschrieben hast, ist auf diesem Gerät sicher
bye-draining = es fährt herunter
bye-protocol = es versteht diese Version von entre nicht
bye-denied = es hat dieses Gerät ausgesperrt
bye-timeout = die Verbindung war zu langsam
bye-busy = es hat zu viele Verbindungen

renamed-elsewhere = ein anderes entre auf diesem Gerät hat ihm in diesem Notizbuch gerade einen neuen Namen gegeben
renamed-elsewhere-why = unter dem früheren wurde nichts geschrieben
renamed-elsewhere-try = entre sync     macht unter dem neuen Namen weiter

device-copied = die Notizen auf diesem Gerät wurden kopiert oder aus einer Kopie zurückgeholt: Es schreibt unter eigenem Namen weiter, und nichts ist verloren
kept-aside = einiges, was auf diesem Gerät geschrieben wurde, passt nicht mehr in das Notizbuch mit { $whose }: Es liegt beiseite und wird bei jedem Abgleich wieder versucht

one-of-their-devices = eines der Geräte von { $name }
another-own-device = ein anderes deiner Geräte
envelopes-missing = { $count ->
        [one] { $envelopes } fehlt
       *[other] { $envelopes } fehlen
    } ({ $whose }): Andere haben { $count ->
        [one] ihn
       *[other] sie
    } gelesen, und das Relay gibt { $count ->
        [one] ihn
       *[other] sie
    } nicht heraus; alles andere geht weiter

notebook-moved = das Notizbuch mit { $person } wird jetzt bei { $relay } ausgetauscht; deine eigenen Notizen bleiben, wo sie sind
own-notes-moved = eines deiner Geräte hat deine eigenen Notizen zu { $relay } verlegt
one-of-your-devices = eines deiner Geräte
move-not-followed = { $whose } hat das Notizbuch zu { $to } verlegt, wo die Leitung nicht verschlüsselt ist; dieses Gerät bleibt, und  entre relay set { $to }  geht dorthin

own-devices = deinen eigenen Geräten
quarantined = eine Änderung im Notizbuch mit { $whose } wurde als fehlerhaft abgewiesen und liegt beiseite
not-let-in = ein Gerät im Notizbuch mit { $whose } konnte nicht eingelassen werden, denn es hat ein anderes darum gebeten, das weg ist: Lass es noch einmal ein
fork-seen = ein Gerät im Notizbuch mit { $whose } hat zwei verschiedene Umschläge für Platz { $seq } unterschrieben; beide sind aufgehoben
broken-envelope = ein Umschlag im Notizbuch mit { $whose } lässt sich nicht öffnen ({ $envelope })
newer-envelope = eine neuere Version von entre hat im Notizbuch mit { $whose } geschrieben: Aktualisiere diese, um es zu lesen
notice-wrong-origin = { $relay } nennt sich anders; nichts wurde gesendet
notice-bad-relay = { $relay } hat { $what } geschickt; nichts davon wurde übernommen
relay-behind = { $relay } hat { $missing } verloren, die es hatte (aus einer Kopie wiederhergestellt?); sie werden zurückgelegt
relay-differs = { $relay } zeigt auf Platz { $seq } einen anderen Umschlag, als dieses Gerät hat
withheld = { $relay } nennt { $missing } des Notizbuchs mit { $whose } und gibt sie nicht heraus; alles andere geht weiter
strangers = { $relay } zeigt { $who }, im Notizbuch mit { $whose } von niemandem eingelassen; nichts davon wurde übernommen
strangers-count = { $count ->
        [one] jemanden
       *[other] { $count } Schlüssel
    }
defect-frame = etwas, was kein Relay schicken darf,
defect-envelope = einen Umschlag, den sein Verfasser nicht unterschrieben hat, oder der keiner ist,
defect-place = einen Umschlag von einem anderen Platz als verlangt
defect-chain = einen Umschlag, der nicht auf den davor folgt,
defect-page = eine Antwort, die nichts bringt und endlos mehr verspricht,
defect-heads = zwei Antworten, die einander widersprechen,
defect-too-many = mehr Verfasser, als ein Notizbuch haben kann,
envelopes-beyond = mehr Umschläge, als es geben kann
envelopes = { $count ->
        [one] 1 Umschlag
       *[other] { $count } Umschläge
    }
wrote-is-safe-goes-out = was du geschrieben hast, ist auf diesem Gerät sicher und geht hinaus, sobald das Relay es annimmt
relay-full = { $relay } ist für dieses Notizbuch voll
relay-full-limit = es erlaubt { $size } MiB
relay-full-try = bitte den Betreiber um mehr Platz
relay-rate = { $relay } nimmt in dieser Stunde nichts mehr an
relay-rate-limit = es erlaubt { $limit } Umschläge in der Stunde
relay-too-long = { $relay } nimmt nichts so Langes an
relay-too-long-limit = die Grenze ist { $limit } Bytes
relay-storage = { $relay } kann nicht auf seine Festplatte schreiben
relay-storage-try = sag es dem Betreiber; dann: entre sync
relay-busy = { $relay } ist beschäftigt
relay-busy-try = entre sync     in einer Minute
voucher-needed = { $relay } eröffnet ein Notizbuch nur mit einem Gutschein
voucher-needed-try = bitte den Betreiber um einen; dann: entre init … --voucher-file F
voucher-invalid = { $relay } nimmt den Gutschein nicht an
voucher-invalid-why = er wurde schon benutzt, oder er gilt bei einem anderen Relay
relay-no-room = { $relay } hat gerade keinen Platz für Einladungen
try-later = versuche es später noch einmal
notebook-closed = dieses Notizbuch wurde beim Relay geschlossen
notebook-closed-why = deine Kopie bleibt auf diesem Gerät
not-enrolled = { $relay } lässt dieses Gerät nicht ein
not-enrolled-why = die andere Seite hat dich noch nicht eingelassen, oder hat dieses Gerät ausgesperrt
not-enrolled-try = entre sync     nachdem dort abgeglichen wurde
relay-refused = { $relay } weist einen Umschlag dieses Notizbuchs ab
relay-refused-why = der Grund, den es nennt: { $code }

busy-moving = zieht um
exchanged-at = Ab jetzt wird alles bei { $relay } ausgetauscht.
follows-next-sync = { $name } folgt mit dem nächsten Abgleich, wenn das alte Relay noch antwortet.
notebook-stays = Das Notizbuch mit { $name } bleibt, wo es ist, bis es umziehen kann; dann führe das noch einmal aus.
move-goes-on = Noch ist nicht alles dort: entre sync macht weiter.
old-relay-keeps = Das alte Relay behält, was es hat. Ist es weg, führt jede der anderen Personen denselben Befehl aus, oder bekommt eine Datei: entre export --sealed FILE NAME
own-notes-at = Deine eigenen Notizen, und neue Notizbücher: { $relay }
no-relay-named = Es ist noch kein Relay genannt: entre relay set wss://…

watching = Verbunden, solange das hier läuft. Strg-C beendet es.
device-not-let-in = Das Relay lässt dieses Gerät nicht ein. Ein anderes deiner Geräte hat es noch nicht eingelassen, oder hat es entfernt.
device-not-let-in-again = War es schon eingelassen:  dort  entre device add,  hier  entre device join --again.
has-to-sync = { $name } muss abgleichen, bevor du eingelassen bist.
word-note = Hinweis:
trying-again = { $reason }. Neuer Versuch innerhalb von { $retry_seconds } s.
sent-received = { $sent ->
        [0] Nichts Neues gesendet
        [one] 1 Änderung gesendet
       *[other] { $sent } Änderungen gesendet
    }, { $received ->
        [0] nichts Neues bekommen
        [one] 1 Umschlag bekommen
       *[other] { $received } Umschläge bekommen
    }.
held-back = { $count ->
        [one] 1 Umschlag
       *[other] { $count } Umschläge
    } aus dem Notizbuch mit { $name } { $count ->
        [one] ist da und wartet
       *[other] sind da und warten
    } auf etwas, das noch fehlt.
held-back-own = { $count ->
        [one] 1 Umschlag deiner eigenen Notizen ist da und wartet
       *[other] { $count } Umschläge deiner eigenen Notizen sind da und warten
    } auf etwas, das noch fehlt.
still-waits = { $count ->
        [one] 1 Änderung wartet
       *[other] { $count } Änderungen warten
    } noch auf diesem Gerät.
watch-sent = { $count ->
        [one] 1 Änderung
       *[other] { $count } Änderungen
    } gesendet ({ $whom }).
watch-received = { $count ->
        [one] 1 Umschlag kam
       *[other] { $count } Umschläge kamen
    } an ({ $whom }).
