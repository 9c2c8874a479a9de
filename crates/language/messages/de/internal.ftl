### Was nicht geschehen darf. Wer es liest, meldet es.

internal-expiry = das Ablaufdatum ist außerhalb des Bereichs
internal-before-1970 = die Uhr steht vor 1970
internal-own-address = die gespeicherte Adresse des Relays ist beschädigt
internal-person-unknown = eine Person ist hier nicht bekannt

internal-document-nameless = ein gespeichertes Dokument hat keinen Namen

internal-stored-expiry = ein gespeichertes Ablaufdatum ist außerhalb des Bereichs
internal-address = eine gespeicherte Adresse eines Relays ist beschädigt
internal-code = ein gespeicherter Code ist beschädigt

internal-identity = die eigene Identität hat keine Kennung
internal-not-certified = das Gerät kann nicht beglaubigt werden
internal-id-length = eine gespeicherte Kennung hat eine falsche Länge

internal-nobody = der Speicher gehört niemandem

internal-unsealed = was auf das Versiegeln wartet, kann nicht gelesen werden
internal-gap = eine gespeicherte Kette hat eine Lücke
internal-sealing = das Versiegeln ist gescheitert: { $error }
internal-wrong-stream = eine Änderung wäre fast in den falschen Strom gegangen

internal-log-person = eine Person im Protokoll ist nicht bekannt
internal-log-stream = ein Strom im Protokoll hat keine Kennung

internal-backup-root = der Schlüssel der Wurzel in der Sicherung ist beschädigt

internal-invitation = eine gespeicherte Einladung ist beschädigt
internal-handshake = eine gespeicherte Kopplung ist beschädigt
internal-no-stream = eine Einladung hat keinen Strom
internal-no-binding = ein Strom hat keine Bindung
internal-slot = ein solches Fach gibt es nicht

internal-own-stream = der eigene Strom hat keine Kennung
internal-facts = Angaben können nicht aufgeschrieben werden
internal-hex = eine gespeicherte Kennung ist nicht hexadezimal

internal-stream-id = die gespeicherte Kennung eines Stroms ist beschädigt

internal-aside = was nur diese Kopie hat, kann nicht beiseitegelegt werden
internal-aside-place = was beiseitegelegt wurde, hat keinen Platz
internal-own-change = eine eigene Änderung ist beschädigt

internal-opening-key = der Schlüssel, der einen Strom öffnet, fehlt

internal-keys-missing = die Schlüssel eines Stroms fehlen
internal-keys-damaged = die Schlüssel eines Stroms sind beschädigt
internal-key-damaged = ein Schlüssel eines Stroms ist beschädigt
internal-device-key-missing = der Schlüssel dieses Geräts fehlt
internal-device-key-damaged = der Schlüssel dieses Geräts ist beschädigt

internal-not-put-back = was nur ein Dokument hat, kann nicht zurückgelegt werden

internal-export = der Export kann nicht aufgeschrieben werden

internal-no-quarter = ein Thema hat kein Quartal

internal-enrolment = eine Eintragung kann nicht versiegelt werden

internal-document = ein Dokument im Speicher kann nicht gelesen werden

internal-time = eine Zeit ist außerhalb des Bereichs
internal-no-folder = eine Datei hat keinen Ordner

internal-text-gone = der bearbeitete Text ist weg
internal-note-title = eine Notiz hat keinen Titel

internal-too-large = ein Strom ist größer, als eine Zahl sagen kann

internal-not-reset = die Geräte können nicht neu gesetzt werden

internal-stream-closed = ein Strom kann nicht geöffnet werden
internal-stream-keyless = ein Strom hat keinen Schlüssel
internal-stream-unknown = ein Strom ist hier nicht bekannt
internal-binding = eine gespeicherte Bindung ist beschädigt
internal-admission = eine gespeicherte Zulassung ist beschädigt
internal-statement = eine gespeicherte Aussage ist beschädigt
internal-goal-gone = ein Ziel, das gefunden wurde, ist nicht mehr da
internal-meeting-gone = ein begonnenes Gespräch ist nicht da
