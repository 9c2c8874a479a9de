### Themen, Aufgaben, Notizen: was gezeigt wird, was mit ihnen geschieht, was im Protokoll steht.

nothing-fits = nichts passt auf „{ $words }“
nothing-fits-why = Dinge werden mit ihren zwei Buchstaben genannt, oder mit Wörtern aus ihrem Titel
nothing-fits-try = entre agenda     zeigt sie
several-fit = „{ $words }“ passt auf { $several } Dinge
several-fit-try = derselbe Befehl mit { $reference }
note-about-note = eine Notiz über eine Notiz wird nicht aufgehoben
actions-stay = Aufgaben stehen unter „Nächste Schritte“ und nirgends sonst
notes-stay = eine private Notiz steht bei dem, worum es geht
only-topics-commented = nur Themen haben Kommentare
note-drop-try = entre drop REF     nimmt sie weg
closed-no-place = es ist erledigt, also hat es keinen Platz, an den es rücken könnte
note-not-ticked = eine private Notiz lässt sich nicht abhaken
kind-topic = Thema
kind-action = Aufgabe
kind-note = Notiz
only-you = nur du
first-already = es ist schon das erste unter seiner Überschrift
last-already = es ist schon das letzte unter seiner Überschrift
heading-general = Allgemeines
heading-alignment = Erwartungen
heading-progress = Fortschritt
heading-relationships = Zusammenarbeit
heading-aspirations = Entwicklung
heading-next-steps = Nächste Schritte
deed-added-topic = Thema „{ $title }“ hinzugefügt
deed-wrote-action = Aufgabe „{ $title }“ aufgeschrieben
deed-kept-note = eine private Notiz aufgehoben
deed-moved-under = „{ $title }“ unter „{ $heading }“ gestellt
deed-moved = „{ $title }“ verschoben
deed-reopened = „{ $title }“ wieder geöffnet
deed-ticked = „{ $title }“ abgehakt
deed-dropped = „{ $title }“ von der Liste genommen
deed-dropped-note = eine private Notiz weggenommen
deed-commented = zu „{ $title }“ kommentiert
deed-edited = „{ $title }“ bearbeitet
deed-edited-note = eine private Notiz bearbeitet
deed-took-back = zurückgenommen: { $what }
deed-did-again = noch einmal: { $what }
deed-joined = mit { $name } verbunden
deed-wrote-waiting = aufgeschrieben, was auf die Antwort gewartet hatte
deed-imported = ein Notizbuch importiert
deed-imported-notes = private Notizen importiert
deed-invited = { $name } eingeladen
deed-took-along = die Notizen über { $name } mitgenommen
deed-renamed = jemanden { $name } genannt
deed-moved-notebook = das Notizbuch zu { $relay } verlegt
deed-compared = die Wörter mit { $name } verglichen

edit-pending = das lässt sich bearbeiten, sobald die andere Seite geantwortet hat
edit-pending-why = bis dahin ist es aufgehoben, wie du es geschrieben hast

nothing-to-undo = es gibt nichts zurückzunehmen
nothing-to-redo = es gibt nichts, was sich wiederholen ließe
nothing-to-redo-why = nur was zuletzt zurückgenommen wurde, ohne dass seitdem etwas geschah, lässt sich wiederholen
nothing-to-undo-try = entre log     zeigt, was du auf diesem Gerät getan hast

first-word = Zuerst:
first-compare = {" "}vergleiche sechs Wörter mit { $first } (20 s): entre verify { $name }
open-actions = Noch offen
nothing-here = Noch nichts hier.{" "}
all-waits-here = Die andere Seite hat noch nicht geantwortet; all das wartet auf diesem Gerät.
name-and-you = { $name } und du
last-met = {" "}Zuletzt getroffen { $when }.
slots-went-by = { $count ->
    [one] Ein Termin verging ohne Treffen.
   *[other] { $count } Termine hintereinander vergingen ohne Treffen.
}
agenda-overflow-only = Hier steht nur, was dafür geparkt wurde. Was sonst offen ist, wartet auf das nächste Treffen.
headings-empty = Noch nichts unter { $headings }: entre ask { $name }
mostly-status = Mehr als die Hälfte davon sind Neuigkeiten. Was keine Antwort braucht, kann in eine Nachricht; diese Zeit ist für das andere.
you-bring = Du bringst mit
they-bring = { $name } bringt mit
carried = {"  "}mitgenommen { $count }
edited-after-deletion = {"  "}nach dem Löschen bearbeitet
also-set = auch gesetzt auf: { $values }
more-lines = {" "}noch { $count ->
    [one] eine Zeile
   *[other] { $count } Zeilen
}; --all zeigt sie
only-you-ref = nur du ({ $name }){"  "}
only-you-heading = Nur du
somebody = jemand
waits-for-sync = { $count ->
        [one] 1 Änderung wartet
       *[other] { $count } Änderungen warten
    } hier auf den nächsten Abgleich.
notes-not-shown = Nur du: { $count ->
        [one] 1 Notiz
       *[other] { $count } Notizen
    } nicht gezeigt. Du siehst sie mit -p.
you = du

welcome-title = Private Zwiegespräche.
welcome-promise = {" "}Notizen bleiben auf deinen Geräten; das Relay trägt nur versiegelte Umschläge.
welcome-demo = zwei Menschen und ein Relay auf diesem Rechner, eine Minute
welcome-init = einrichten, um jemanden einzuladen
welcome-accept = wenn dir jemand einen Code geschickt hat
no-one-here = Noch niemand hier.{"  "}
invite-or-accept = entre invite NAME   oder   entre accept
invited-not-joined = eingeladen, noch nicht dazugekommen
waiting-for-answer = wartet auf die Antwort: entre sync
from-you = { $mine } von dir
nothing-yet = noch nichts
gap-paused = {"  "}steht still: Vergleicht die Wörter
gap-not-compared = {"  "}Wörter nicht verglichen
you-manage = du führst
you-report = du berichtest
paused-compare = steht still: Vergleicht die Wörter
you-joined = du bist dabei, die Antwort fehlt noch
invitation-is-over = die Einladung gilt nicht mehr
checked = geprüft
not-compared = Wörter nicht verglichen
heard = gehört { $when }
safety-no-kit-one = kein Wiederherstellungs-Set. Geht dieses Gerät verloren, sind deine privaten Notizen verloren: entre backup kit
safety-no-kit = { $devices }, noch kein Wiederherstellungs-Set: entre backup kit
safety-kit = { $devices }; Wiederherstellungs-Set auf Papier, { $when }
safety-root-elsewhere = { $devices }; die Wurzel deiner Identität ist nicht auf diesem
label-you = Du
status-you = { $name }: { $device } (dieses), Schlüssel: { $place }
no-one-yet = noch niemand
people-checked = { $checked } geprüft
people-not-checked = { $checked } geprüft, { $count } nicht: { $names }
label-people = Personen
label-sync = Abgleich
relay-holds = { $relay }; bewahrt { $envelopes } für dich auf, { $size } KiB
label-relay = Relay
relay-can-see = es sieht, wann und wie viel du abgleichst, und deine IP-Adresse; keine Wörter, Titel oder Namen
none-named = noch keines genannt
your-own-notes = deine eigenen Notizen
last-heard = zuletzt gehört von { $name }: { $ago }
label-safety = Vorsorge
label-noticed = Bemerkt
place-keyring = im Schlüsselbund des Systems
place-passphrase = im Speicher, hinter einer Passphrase
place-file = in der Datei store.key neben dem Speicher
reach-here = noch nicht gesendet
reach-relay = beim Relay
reach-them = { $first } hat es
taken-back = { $what } (zurückgenommen)
noticed = bemerkt
synced = abgeglichen { $when }, { $waiting }
not-in-step = noch nicht auf einem Stand mit dem Relay, { $waiting }
topics-from = { $count ->
        [one] 1 Thema
       *[other] { $count } Themen
    } von { $name }
actions-open = { $count ->
        [one] 1 Aufgabe
       *[other] { $count } Aufgaben
    } offen
devices-count = { $count ->
        [one] ein Gerät
       *[other] { $count } Geräte
    }
sealed-envelopes = { $count ->
        [one] 1 versiegelten Umschlag
       *[other] { $count } versiegelte Umschläge
    }
notebook-refused = { $name }: { $refused }
notebook-missing = { $name }: { $count ->
        [one] 1 Umschlag, den andere gelesen haben, ist nicht angekommen
       *[other] { $count } Umschläge, die andere gelesen haben, sind nicht angekommen
    }
notebook-held-back = { $name }: { $count ->
        [one] 1 Umschlag wartet
       *[other] { $count } Umschläge warten
    } auf etwas, was fehlt
notebook-uncounted = { $name }: { $count ->
        [one] 1 Umschlag
       *[other] { $count } Umschläge
    } eines Geräts, das entfernt wurde oder hier nicht bekannt ist: nicht gezählt
notebook-quarantined = { $name }: { $count ->
        [one] 1 Umschlag
       *[other] { $count } Umschläge
    } als fehlerhaft abgewiesen
waits-here = { $count ->
        [0] nichts wartet
        [one] 1 Änderung wartet hier
       *[other] { $count } Änderungen warten hier
    }

verb-moved = Verschoben
verb-open-again = Wieder offen
verb-ticked = Abgehakt
verb-dropped = Von der Liste genommen
undo-brings-back = entre undo     bringt es zurück
undone = Zurückgenommen: { $what }. { $reached }
redone = Noch einmal getan: { $what }.
had-not-left = Es hatte dieses Gerät nicht verlassen.
was-with-relay-sealed = Es war beim Relay, versiegelt; das Zurücknehmen geht als neue Änderung hinaus.
was-with-relay = Es war beim Relay, und { $first } hat es vielleicht; das Zurücknehmen geht als neue Änderung hinaus.
they-had-it = { $first } hatte es schon bekommen; das Zurücknehmen geht als neue Änderung hinaus.

no-kit-overdue = Du hast noch kein Wiederherstellungs-Set. Gehen deine Geräte verloren, sind deine privaten Notizen verloren: entre backup kit
nothing-done-yet = Auf diesem Gerät wurde noch nichts getan.

ask-topic = Thema für dich und { $first }:
both-read = Du und { $first }, ihr lest das beide.
verb-added = Hinzugefügt
ask-note = Notiz, die nur du je sehen wirst:
only-you-read = Nur du liest das. Lesbar verlässt es deine eigenen Geräte nie.
kept-before = Aufgehoben,{" "}
typed-stays = Was du getippt hast, bleibt im Verlauf deiner Shell. Lass den Text beim nächsten Mal weg, und entre fragt danach.
ask-action = Aufgabe für dich und { $first }:
verb-written-down = Aufgeschrieben
ask-comment = Kommentar für dich und { $first }:
verb-commented = Kommentiert
both-read-title = Du und { $first }, ihr lest das beide. Die erste Zeile ist der Titel.
only-you-read-short = Nur du liest das.
verb-saved = Gespeichert
was-so = Es war schon so; nichts hat sich geändert.
sees-only-you = Nur du siehst es.
sees-after-sync = { $first } sieht es nach dem nächsten Abgleich.
waits-until-joined = Es wartet hier, bis die andere Seite dabei ist.
not-in-pair = { $name } gehört nicht zu diesem Notizbuch
not-in-pair-why = hier seid nur du und { $name }
nothing-has-changed = Nichts hat sich geändert.

field-title = Titel
field-owner = wer
field-due = Termin
field-state = Stand
field-category = Überschrift
field-kind = Art
field-snooze = zurückgestellt
