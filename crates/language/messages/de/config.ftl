### Die Datei mit den Einstellungen.

config-nowhere = es gibt keinen Ort für eine Datei mit Einstellungen
config-nowhere-try = nenne einen in ENTRE_CONFIG
config-unreadable = die Einstellungen in { $path } lassen sich nicht lesen
config-syntax = die Einstellungen in { $path }, Zeile { $line }, sind kein TOML
config-unknown = die Einstellungen in { $path }, Zeile { $line }: es gibt kein „{ $key }“
config-value = die Einstellungen in { $path }, Zeile { $line }: „{ $key }“ hat keinen solchen Wert
config-takes-line = es ist eine Zeile Text
config-nearest = am nächsten kommt: { $key }
config-no-key = es gibt keine Einstellung „{ $key }“
config-bad-value = „{ $value }“ ist nichts, was { $key } sein kann
config-set = { $key } ist von jetzt an { $value }.
config-unset = { $key } ist nicht mehr gesetzt.
config-from-option = aus einer Option
config-from-environment = aus der Umgebung
config-from-file = aus der Datei
config-from-system = wie das System es hat

subject-config =
    Einstellungen dieses Programms auf diesem Rechner stehen in einer Datei mit wenigen Zeilen: entre config path. Sie ist TOML, und das erste entre config set legt sie an. Nichts Geheimes steht darin. Sagen zwei Stellen Verschiedenes, gilt eine Option vor der Umgebung, die Umgebung vor der Datei, die Datei vor dem System.
      language = "de"   en oder de            --lang  ENTRE_LANG  die Locale
      color = "never"   auto, always, never   --color  ENTRE_COLOR  NO_COLOR
      ascii = true      true oder false       --ascii  die Locale
      quiet = true      true oder false       --quiet
      person = "sam"    um wen es geht        ENTRE_PERSON
      editor = "nano"   ein Programm          VISUAL, EDITOR
    ENTRE_CONFIG nennt eine andere Datei. Ein Fehler darin wird mit seiner Zeile genannt, und vorher wird nichts getan.
