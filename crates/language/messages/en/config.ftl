### The file of settings.

config-nowhere = there is no place for a file of settings
config-nowhere-try = name one in ENTRE_CONFIG
config-unreadable = the settings in { $path } cannot be read
config-syntax = the settings in { $path }, line { $line }, are no TOML
config-unknown = the settings in { $path }, line { $line }: there is no "{ $key }"
config-value = the settings in { $path }, line { $line }: "{ $key }" has no such value
config-takes-line = it is one line of text
config-nearest = the nearest one is: { $key }
config-no-key = there is no setting "{ $key }"
config-bad-value = "{ $value }" is nothing that { $key } can be
config-set = { $key } is { $value } from now on.
config-unset = { $key } is no longer set.
config-from-option = from an option
config-from-environment = from the environment
config-from-file = from the file
config-from-system = as the system has it

subject-config =
    Settings of this program on this machine stand in a file of a few lines: entre config path. It is TOML, and made by the first entre config set. Nothing secret is in it. Where two places say different things, an option counts before the environment, the environment before the file, the file before the system.
      language = "de"   en or de              --lang  ENTRE_LANG  the locale
      color = "never"   auto, always, never   --color  ENTRE_COLOR  NO_COLOR
      ascii = true      true or false         --ascii  the locale
      quiet = true      true or false         --quiet
      person = "sam"    whom it is about      ENTRE_PERSON
      editor = "nano"   a program             VISUAL, EDITOR
    ENTRE_CONFIG names another file. A mistake in it is named with its line, and nothing is done before it is mended.
