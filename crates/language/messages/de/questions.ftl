### Fragen, mit denen ein Gespräch beginnen kann: zehn zu jeder Überschrift. Wer gefragt ist, steht im Programm.


question-general-01 = Was beschäftigt dich, das nicht auf der Liste steht?
question-general-02 = Wie war deine Woche in einem Wort, und warum dieses?
question-general-03 = Was hat dich mehr Kraft gekostet, als es sollte?
question-general-04 = Welchen Teil der letzten Woche hättest du gern noch einmal?
question-general-05 = Was hat sich geändert, seit wir zuletzt hier saßen?
question-general-06 = Könntest du dein Pensum so ein Jahr lang durchhalten?
question-general-07 = Was schiebst du immer wieder vor dir her?
question-general-08 = Wodurch wäre diese halbe Stunde heute gut genutzt?
question-general-09 = Womit bist du beschäftigt, das ich nicht sehe?
question-general-10 = Gibt es etwas außerhalb der Arbeit, auf das ich Rücksicht nehmen sollte?

question-alignment-01 = Was wird diesen Monat von dir erwartet, was meinst du?
question-alignment-02 = Wenn du diese Woche nur eines tun könntest, was wäre es?
question-alignment-03 = Was ist dir in diesem Quartal wichtiger als mir?
question-alignment-04 = Welche unserer Prioritäten leuchtet dir nicht ein?
question-alignment-05 = Wo haben wir dieselben Worte verschieden verstanden?
question-alignment-06 = Womit sollten wir aufhören?
question-alignment-07 = Welche Entscheidung von oben erreicht uns als nächste?
question-alignment-08 = Wessen Arbeit hängt von deiner ab, und wissen sie, wo du stehst?
question-alignment-09 = Was würdest du selbst entscheiden, wenn ich einen Monat weg wäre?
question-alignment-10 = Was haben wir einander zugesagt und seither nicht mehr erwähnt?

question-progress-01 = Worauf bist du stolz, das niemand bemerkt hat?
question-progress-02 = Wo steckst du fest, und wer könnte es lösen?
question-progress-03 = Welchem Teil deines Plans traust du am wenigsten?
question-progress-04 = Was hast du zuletzt auf die harte Tour gelernt?
question-progress-05 = Was würdest du an meiner Stelle als Nächstes tun?
question-progress-06 = Was ist fertig genug, um es zu zeigen?
question-progress-07 = Was dauert länger, als andere denken?
question-progress-08 = Welches unserer Ziele würden wir heute anders setzen?
question-progress-09 = Was könnte in den nächsten zwei Wochen schiefgehen?
question-progress-10 = Welches Werkzeug, welcher Raum, welche Stunde würde dir am meisten helfen?

question-relationships-01 = Wer hat dir zuletzt geholfen, und weiß er oder sie davon?
question-relationships-02 = Mit wem würdest du gern mehr zusammenarbeiten?
question-relationships-03 = Wo gibt es Reibung, der du aus dem Weg gehst?
question-relationships-04 = Wovon sollte ich mehr tun, wovon weniger?
question-relationships-05 = Wann hast du zuletzt eine Meinung zurückgehalten, und warum?
question-relationships-06 = Hörst du genug davon, was andere von deiner Arbeit halten?
question-relationships-07 = Was läuft gut zwischen uns, und was vermeiden wir?
question-relationships-08 = Wer wird in unserem Team nicht gehört?
question-relationships-09 = Was hat zuletzt jemand gesagt, das bei dir schlecht ankam?
question-relationships-10 = Wessen Erwartungen an dich sind unklar?

question-aspirations-01 = Wozu würdest du in zwei Jahren gern gefragt werden?
question-aspirations-02 = Bei welcher Arbeit vergisst du die Zeit?
question-aspirations-03 = Was willst du bis zum Sommer können?
question-aspirations-04 = Wovon würdest du mehr tun, wenn niemand es bewertete?
question-aspirations-05 = Wessen Aufgabe würdest du gern eine Woche lang ausprobieren?
question-aspirations-06 = Wohin siehst du mich gehen, wo ich mich selbst nicht sehe?
question-aspirations-07 = Was weißt du, das du anderen beibringen könntest?
question-aspirations-08 = Was müsste geschehen, damit du gehst?
question-aspirations-09 = Was haben wir zuletzt über deinen Weg gesagt, und was wurde daraus?
question-aspirations-10 = Welche Aufgabe ist dir inzwischen zu klein?

question-next-01 = Wer tut was bis zum nächsten Mal?
question-next-02 = Was ist der kleinste Schritt, der es in Gang bringt?
question-next-03 = Was brauchst du von mir, und bis wann?
question-next-04 = Was brauchst du von mir, bevor wir uns wieder treffen?
question-next-05 = Welche Zusage sollten wir lieber zurücknehmen als halb halten?
question-next-06 = Was erzählst du anderen von diesem Gespräch?
question-next-07 = Was stellen wir beim nächsten Mal an den Anfang?
question-next-08 = Woran merken wir, dass es gelungen ist?
question-next-09 = Wer muss von dem erfahren, was wir gerade entschieden haben?
question-next-10 = Was könnte uns davon abhalten, und was tun wir dann?
