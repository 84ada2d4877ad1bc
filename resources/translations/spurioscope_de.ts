<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>ChannelFilter</name>
    <message>
        <source>&apos;%1&apos; is not understood; try %2</source>
        <translation>„%1“ wird nicht verstanden; versuchen Sie %2</translation>
    </message>
</context>
<context>
    <name>ChannelModel</name>
    <message>
        <source>%1 has no weights of its own: choose another mode below to switch it off.</source>
        <translation>%1 hat keine eigenen Gewichte: Wählen Sie unten einen anderen Modus, um die Schicht abzuschalten.</translation>
    </message>
    <message>
        <source>%1 is off. Click or Space: on.</source>
        <translation>%1 ist aus. Klick oder Leertaste: an.</translation>
    </message>
    <message>
        <source>%1 is on. Click or Space: off.</source>
        <translation>%1 ist an. Klick oder Leertaste: aus.</translation>
    </message>
    <message>
        <source>Not measured yet: Analyse &gt; Measure effects</source>
        <translation>Noch nicht gemessen: Analyse &gt; Wirkungen messen</translation>
    </message>
    <message>
        <source>Change of the selecting group&apos;s accuracy when only %1 is switched off: %2, 95 % interval [%3, %4]</source>
        <translation>Änderung der Genauigkeit der auswählenden Gruppe, wenn nur %1 abgeschaltet ist: %2, 95-%-Intervall [%3, %4]</translation>
    </message>
    <message>
        <source>How well %1 alone tells minority from majority samples of one class; 0.5 is chance</source>
        <translation>Wie gut %1 allein Minderheit und Mehrheit einer Klasse unterscheidet; 0,5 ist Zufall</translation>
    </message>
    <message>
        <source>Minority AUROC of %1 over the epochs (Analyse &gt; Evaluate every epoch)</source>
        <translation>Minderheits-AUROC von %1 über die Epochen (Analyse &gt; Jede Epoche auswerten)</translation>
    </message>
    <message>
        <source>%1, off</source>
        <translation>%1, aus</translation>
    </message>
    <message>
        <source>%1, on</source>
        <translation>%1, an</translation>
    </message>
    <message>
        <source>On or off</source>
        <translation>An oder aus</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>ch</source>
        <translation>Kan.</translation>
    </message>
    <message>
        <source>Place in the ranking of all channels; 1 has the largest score</source>
        <translation>Platz in der Rangfolge aller Kanäle; 1 hat den größten Wert</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Score of the ranking&apos;s criterion</source>
        <translation>Wert nach dem Kriterium der Rangfolge</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Change of the selecting group&apos;s accuracy when only this channel is switched off</source>
        <translation>Änderung der Genauigkeit der auswählenden Gruppe, wenn nur dieser Kanal abgeschaltet ist</translation>
    </message>
    <message>
        <source>effect</source>
        <translation>Wirkung</translation>
    </message>
    <message>
        <source>Minority against majority samples within a class, averaged over classes</source>
        <translation>Minderheit gegen Mehrheit innerhalb einer Klasse, gemittelt über die Klassen</translation>
    </message>
    <message>
        <source>AUROC</source>
        <translation>AUROC</translation>
    </message>
    <message>
        <source>Mean activation on the samples of the minority groups</source>
        <translation>Mittlere Aktivierung auf den Beispielen der Minderheitsgruppen</translation>
    </message>
    <message>
        <source>minority</source>
        <translation>Minderheit</translation>
    </message>
    <message>
        <source>Mean activation on the samples of the majority groups</source>
        <translation>Mittlere Aktivierung auf den Beispielen der Mehrheitsgruppen</translation>
    </message>
    <message>
        <source>majority</source>
        <translation>Mehrheit</translation>
    </message>
    <message>
        <source>Mean activation, minority minus majority</source>
        <translation>Mittlere Aktivierung, Minderheit minus Mehrheit</translation>
    </message>
    <message>
        <source>diff</source>
        <translation>Diff.</translation>
    </message>
    <message>
        <source>Largest activation at any position of any sample</source>
        <translation>Größte Aktivierung an irgendeiner Stelle irgendeines Beispiels</translation>
    </message>
    <message>
        <source>max</source>
        <translation>Max.</translation>
    </message>
    <message>
        <source>Mean activation of each group</source>
        <translation>Mittlere Aktivierung jeder Gruppe</translation>
    </message>
    <message>
        <source>groups</source>
        <translation>Grp.</translation>
    </message>
    <message>
        <source>Minority AUROC over the epochs</source>
        <translation>Minderheits-AUROC über die Epochen</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
</context>
<context>
    <name>ChannelPanel</name>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Ranking: criterion, preset, split and selecting group</source>
        <translation>Rangfolge: Kriterium, Voreinstellung, Split und auswählende Gruppe</translation>
    </message>
    <message>
        <source>Filter of the channels</source>
        <translation>Filter der Kanäle</translation>
    </message>
    <message>
        <source>Filter: auroc&gt;.5 effect&lt;0</source>
        <translation>Filter: auroc&gt;.5 effect&lt;0</translation>
    </message>
    <message>
        <source>Conditions a channel must meet: ch rank score effect auroc minority majority diff max with &lt; &gt; =, or on, off, a channel&apos;s number, a part of a layer&apos;s name</source>
        <translation>Bedingungen an einen Kanal: ch rank score effect auroc minority majority diff max mit &lt; &gt; =, oder on, off, die Nummer eines Kanals, ein Teil des Namens einer Schicht</translation>
    </message>
    <message>
        <source>Measure the effect of each channel in the table</source>
        <translation>Die Wirkung jedes Kanals in der Tabelle messen</translation>
    </message>
    <message>
        <source>measure effects</source>
        <translation>Wirkungen messen</translation>
    </message>
    <message>
        <source>Switches each channel of these layers off in turn and keeps the change of the selecting group (M)</source>
        <translation>Schaltet jeden Kanal dieser Schichten einzeln ab und merkt sich die Änderung der auswählenden Gruppe (M)</translation>
    </message>
    <message>
        <source>%1 of %2 channels</source>
        <translation>%1 von %2 Kanälen</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>an: %1</translation>
    </message>
    <message>
        <source>off %1</source>
        <translation>aus: %1</translation>
    </message>
    <message>
        <source>The ranks below are older than these settings; a new ranking is on its way.</source>
        <translation>Die Ränge unten sind älter als diese Einstellungen; eine neue Rangfolge ist unterwegs.</translation>
    </message>
    <message>
        <source>Switch %1 channels off or on</source>
        <translation>%1 Kanäle ab- oder anschalten</translation>
    </message>
    <message>
        <source>Switch %1 off or on</source>
        <translation>%1 ab- oder anschalten</translation>
    </message>
    <message>
        <source>Measure effects in this layer</source>
        <translation>Wirkungen in dieser Schicht messen</translation>
    </message>
    <message>
        <source>Evaluate every epoch</source>
        <translation>Jede Epoche auswerten</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Find a channel, layer, sample, or &gt; command</source>
        <translation>Kanal, Schicht, Beispiel oder &gt; Befehl suchen</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Treffer</translation>
    </message>
</context>
<context>
    <name>ContextMenus</name>
    <message>
        <source>%1 as at epoch %2</source>
        <translation>%1 wie in Epoche %2</translation>
    </message>
    <message>
        <source>Show the samples that the edits fixed</source>
        <translation>Beispiele zeigen, die die Änderungen richtig machten</translation>
    </message>
    <message>
        <source>Show the samples that the edits broke</source>
        <translation>Beispiele zeigen, die die Änderungen falsch machten</translation>
    </message>
    <message>
        <source>Show its strongest samples of the channel</source>
        <translation>Ihre stärksten Beispiele des Kanals zeigen</translation>
    </message>
    <message>
        <source>Rank the channels for this group</source>
        <translation>Kanäle nach dieser Gruppe ordnen</translation>
    </message>
    <message>
        <source>Copy its numbers</source>
        <translation>Ihre Zahlen kopieren</translation>
    </message>
    <message>
        <source>Go to this state</source>
        <translation>Zu diesem Zustand gehen</translation>
    </message>
    <message>
        <source>Compare with this state</source>
        <translation>Mit diesem Zustand vergleichen</translation>
    </message>
    <message>
        <source>Switch %1 on</source>
        <translation>%1 anschalten</translation>
    </message>
    <message>
        <source>Switch %1 off</source>
        <translation>%1 abschalten</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>an: %1</translation>
    </message>
    <message>
        <source>off %1</source>
        <translation>aus: %1</translation>
    </message>
    <message>
        <source>Show all its strongest samples</source>
        <translation>Alle stärksten Beispiele zeigen</translation>
    </message>
    <message>
        <source>Copy this view as a picture</source>
        <translation>Diese Ansicht als Bild kopieren</translation>
    </message>
    <message>
        <source>Switch all of %1 on</source>
        <translation>%1 ganz anschalten</translation>
    </message>
    <message>
        <source>Switch all of %1 off</source>
        <translation>%1 ganz abschalten</translation>
    </message>
    <message>
        <source>Rewind to epoch</source>
        <translation>Auf Epoche zurückdrehen</translation>
    </message>
</context>
<context>
    <name>CurvesView</name>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>What the curves run over</source>
        <translation>Worüber die Kurven laufen</translation>
    </message>
    <message>
        <source>over edits</source>
        <translation>über Änderungen</translation>
    </message>
    <message>
        <source>over epochs</source>
        <translation>über Epochen</translation>
    </message>
    <message>
        <source>Evaluate every epoch</source>
        <translation>Jede Epoche auswerten</translation>
    </message>
    <message>
        <source>Accuracy curves</source>
        <translation>Genauigkeitskurven</translation>
    </message>
    <message>
        <source>Accuracy over epochs</source>
        <translation>Genauigkeit über die Epochen</translation>
    </message>
    <message>
        <source>Accuracy over edits</source>
        <translation>Genauigkeit über die Änderungen</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>accuracy (%)</source>
        <translation>Genauigkeit (%)</translation>
    </message>
    <message>
        <source>%1 (n = %2)</source>
        <translation>%1 (n = %2)</translation>
    </message>
    <message>
        <source>%1, worst group</source>
        <translation>%1, schlechteste Gruppe</translation>
    </message>
    <message>
        <source>unedited network; bands: 95 % intervals</source>
        <translation>unverändertes Netz; Bänder: 95-%-Intervalle</translation>
    </message>
    <message>
        <source>click a step to go there; bands: 95 % intervals</source>
        <translation>Klick auf einen Schritt führt dorthin; Bänder: 95-%-Intervalle</translation>
    </message>
    <message>
        <source>The epochs of this run are not evaluated yet.</source>
        <translation>Die Epochen dieses Laufs sind noch nicht ausgewertet.</translation>
    </message>
    <message>
        <source>This checkpoint stands alone: no other epoch lies beside it.</source>
        <translation>Dieser Checkpoint steht allein: Neben ihm liegt keine andere Epoche.</translation>
    </message>
</context>
<context>
    <name>DataDialog</name>
    <message>
        <source>Open data</source>
        <translation>Daten öffnen</translation>
    </message>
    <message>
        <source>The data set could not be looked at</source>
        <translation>Der Datensatz konnte nicht angesehen werden</translation>
    </message>
    <message>
        <source>Do not ask again for this data set</source>
        <translation>Bei diesem Datensatz nicht mehr fragen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open the data set</source>
        <translation>Den Datensatz öffnen</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Wählen: %1</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>The column that names the files of the images</source>
        <translation>Die Spalte mit den Namen der Bilddateien</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>The column of the texts</source>
        <translation>Die Spalte der Texte</translation>
    </message>
    <message>
        <source>Second text</source>
        <translation>Zweiter Text</translation>
    </message>
    <message>
        <source>The column of the second text of a pair</source>
        <translation>Die Spalte des zweiten Textes eines Paares</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>The column of the class y</source>
        <translation>Die Spalte der Klasse y</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>Attribut</translation>
    </message>
    <message>
        <source>The column of the spurious attribute; several with commas between them</source>
        <translation>Die Spalte des scheinbar entscheidenden Attributs; mehrere durch Kommas getrennt</translation>
    </message>
    <message>
        <source>each by itself: groups overlap</source>
        <translation>jedes für sich: Gruppen überlappen</translation>
    </message>
    <message>
        <source>Groups overlap</source>
        <translation>Gruppen überlappen</translation>
    </message>
    <message>
        <source>Every attribute is a column of yes and no with groups of its own, and a sample may be in several or in none</source>
        <translation>Jedes Attribut ist eine Spalte aus Ja und Nein mit eigenen Gruppen; ein Beispiel kann in mehreren oder in keiner sein</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>The column that says train, val or test</source>
        <translation>Die Spalte, die train, val oder test sagt</translation>
    </message>
    <message>
        <source>Attributes from</source>
        <translation>Attribute aus</translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>What is done to images: a name, or settings such as resize=256x256,crop=224</source>
        <translation>Was mit Bildern geschieht: ein Name oder Einstellungen wie resize=256x256,crop=224</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>beside the checkpoint</source>
        <translation>neben dem Checkpoint</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>train</source>
        <translation>train</translation>
    </message>
    <message>
        <source>val</source>
        <translation>val</translation>
    </message>
    <message>
        <source>test</source>
        <translation>test</translation>
    </message>
    <message>
        <source>looking at the data…</source>
        <translation>sieht die Daten an…</translation>
    </message>
    <message>
        <source>looking at %1</source>
        <translation>sieht %1 an</translation>
    </message>
    <message>
        <source>no known layout</source>
        <translation>keine bekannte Anordnung</translation>
    </message>
    <message>
        <source>a table; its columns are to be chosen</source>
        <translation>eine Tabelle, deren Spalten zu wählen sind</translation>
    </message>
    <message>
        <source>Choose the columns at the left; the samples appear here.</source>
        <translation>Wählen Sie links die Spalten; hier erscheinen die Bilder oder Texte.</translation>
    </message>
    <message>
        <source>recognised as %1</source>
        <translation>erkannt als %1</translation>
    </message>
    <message>
        <source>It cannot be opened so.</source>
        <translation>So lässt er sich nicht öffnen.</translation>
    </message>
    <message>
        <source>One thing to know</source>
        <translation>Eines ist zu wissen</translation>
    </message>
    <message>
        <source>%1 things to know</source>
        <translation>%1 Dinge sind zu wissen</translation>
    </message>
    <message>
        <source>as the layout decides</source>
        <translation>wie die Anordnung entscheidet</translation>
    </message>
    <message>
        <source>%1 (recognised)</source>
        <translation>%1 (erkannt)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>in no group</source>
        <translation>in keiner Gruppe</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>%1 of %2 samples, every group in turn</source>
        <translation>%1 von %2 Beispielen, jede Gruppe der Reihe nach</translation>
    </message>
    <message>
        <source>minority</source>
        <translation>Minderheit</translation>
    </message>
    <message>
        <source>majority</source>
        <translation>Mehrheit</translation>
    </message>
    <message>
        <source>A rule may stand for a column: age&gt;=40, age&gt;=median, img_id%2</source>
        <translation>Statt einer Spalte geht eine Regel: age&gt;=40, age&gt;=median, img_id%2</translation>
    </message>
</context>
<context>
    <name>DensityPlot</name>
    <message>
        <source>Activation by group</source>
        <translation>Aktivierung nach Gruppe</translation>
    </message>
    <message>
        <source>Spatial mean of the channel on each sample; from top: %1. Every curve has its own height. Drag over a range to see its samples.</source>
        <translation>Räumliches Mittel des Kanals auf jedem Beispiel; von oben: %1. Jede Kurve hat ihre eigene Höhe. Ziehen Sie über einen Bereich, um seine Beispiele zu sehen.</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>edit %1</source>
        <translation>Änderung %1</translation>
    </message>
    <message>
        <source>unedited</source>
        <translation>unverändert</translation>
    </message>
</context>
<context>
    <name>EditCurve</name>
    <message>
        <source>Worst-group accuracy over the edits</source>
        <translation>Genauigkeit der schlechtesten Gruppe über die Änderungen</translation>
    </message>
</context>
<context>
    <name>EditsPanel</name>
    <message>
        <source>Edits</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>worst group over edits</source>
        <translation>schlechteste Gruppe</translation>
    </message>
    <message>
        <source>History of edits</source>
        <translation>Verlauf der Änderungen</translation>
    </message>
    <message>
        <source>Worst group over edits</source>
        <translation>Schlechteste Gruppe über die Änderungen</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>worst-group accuracy (%)</source>
        <translation>Genauigkeit der schlechtesten Gruppe (%)</translation>
    </message>
    <message>
        <source>worst group</source>
        <translation>schlechteste Gruppe</translation>
    </message>
</context>
<context>
    <name>EngineLink</name>
    <message>
        <source>looking for devices</source>
        <translation>Geräte werden gesucht</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>moving to %1</source>
        <translation>Wechsel zu %1</translation>
    </message>
    <message>
        <source>evaluating %1</source>
        <translation>%1 wird ausgewertet</translation>
    </message>
    <message>
        <source>activation statistics of %1</source>
        <translation>Aktivierungsstatistik von %1</translation>
    </message>
    <message>
        <source>ranking channels</source>
        <translation>Kanäle werden geordnet</translation>
    </message>
    <message>
        <source>maps of %1</source>
        <translation>Karten von %1</translation>
    </message>
    <message>
        <source>map of one sample</source>
        <translation>Karte eines Beispiels</translation>
    </message>
    <message>
        <source>effect of each channel on %1</source>
        <translation>Wirkung jedes Kanals auf %1</translation>
    </message>
</context>
<context>
    <name>EpochScan</name>
    <message>
        <source>evaluating every epoch</source>
        <translation>Jede Epoche wird ausgewertet</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export figure</source>
        <translation>Abbildung exportieren</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>Art der Datei</translation>
    </message>
    <message>
        <source>PDF, for papers</source>
        <translation>PDF, für Veröffentlichungen</translation>
    </message>
    <message>
        <source>SVG, text stays text</source>
        <translation>SVG, Text bleibt Text</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>CSV, the figure&apos;s numbers</source>
        <translation>CSV, die Zahlen der Abbildung</translation>
    </message>
    <message>
        <source>Width of a journal</source>
        <translation>Breite einer Zeitschrift</translation>
    </message>
    <message>
        <source>own width</source>
        <translation>eigene Breite</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>Size of letters</source>
        <translation>Größe der Schrift</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source> dpi</source>
        <translation> dpi</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation>Die Datei wählen</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Zeitschrift</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Schrift</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
</context>
<context>
    <name>GroupCard</name>
    <message>
        <source>minority</source>
        <translation>Minderheit</translation>
    </message>
    <message>
        <source>majority</source>
        <translation>Mehrheit</translation>
    </message>
    <message>
        <source>worst</source>
        <translation>schlechteste</translation>
    </message>
    <message>
        <source>Accuracy of %1</source>
        <translation>Genauigkeit von %1</translation>
    </message>
    <message>
        <source>Change of %1</source>
        <translation>Änderung von %1</translation>
    </message>
    <message>
        <source>Samples of %1 that the edits fixed</source>
        <translation>Beispiele von %1, die die Änderungen richtig machten</translation>
    </message>
    <message>
        <source>Samples of %1 that the edits broke</source>
        <translation>Beispiele von %1, die die Änderungen falsch machten</translation>
    </message>
    <message>
        <source>n %1   not evaluated</source>
        <translation>n %1   nicht ausgewertet</translation>
    </message>
    <message>
        <source>no samples in this split</source>
        <translation>keine Beispiele in diesem Split</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>%1 has no samples in this split; averages leave it out.</source>
        <translation>%1 hat keine Beispiele in diesem Split; die Mittel lassen sie aus.</translation>
    </message>
    <message>
        <source>Accuracy of %1: %2 of %3 samples right, 95 % interval [%4, %5] (Wilson)%6</source>
        <translation>Genauigkeit von %1: %2 von %3 Beispielen richtig, 95-%-Intervall [%4, %5] (Wilson)%6</translation>
    </message>
    <message>
        <source>; an estimate so far</source>
        <translation>; bisher geschätzt</translation>
    </message>
    <message>
        <source>Change against the baseline (%1 %), in points</source>
        <translation>Änderung gegen den Vergleichszustand (%1 %), in Punkten</translation>
    </message>
    <message>
        <source>+%1 fixed</source>
        <translation>+%1 richtig</translation>
    </message>
    <message>
        <source>−%1 broken</source>
        <translation>−%1 falsch</translation>
    </message>
    <message>
        <source>%1: %2 group</source>
        <translation>%1: Gruppe der %2</translation>
    </message>
    <message>
        <source>%1 %, change %2</source>
        <translation>%1 %, Änderung %2</translation>
    </message>
    <message>
        <source>Number of samples and 95 % interval of the accuracy (Wilson)</source>
        <translation>Zahl der Beispiele und 95-%-Intervall der Genauigkeit (Wilson)</translation>
    </message>
    <message>
        <source>n %1   95 % [%2, %3]</source>
        <translation>n %1   95 % [%2, %3]</translation>
    </message>
    <message>
        <source>n %1  [%2, %3]</source>
        <translation>n %1  [%2, %3]</translation>
    </message>
</context>
<context>
    <name>GroupsPanel</name>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>What the groups are compared with</source>
        <translation>Womit die Gruppen verglichen werden</translation>
    </message>
    <message>
        <source>Export the groups&apos; figure</source>
        <translation>Die Abbildung der Gruppen exportieren</translation>
    </message>
    <message>
        <source>Export this figure</source>
        <translation>Diese Abbildung exportieren</translation>
    </message>
    <message>
        <source>Averages</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>einfach</translation>
    </message>
    <message>
        <source>adjusted</source>
        <translation>gewichtet</translation>
    </message>
    <message>
        <source>group mean</source>
        <translation>Gruppenmittel</translation>
    </message>
    <message>
        <source>worst</source>
        <translation>schlechteste</translation>
    </message>
    <message>
        <source>Accuracy over all samples</source>
        <translation>Genauigkeit über alle Beispiele</translation>
    </message>
    <message>
        <source>Group accuracies weighted by the training groups&apos; sizes</source>
        <translation>Gruppengenauigkeiten, gewichtet mit den Größen der Trainingsgruppen</translation>
    </message>
    <message>
        <source>Mean of the group accuracies, unweighted</source>
        <translation>Mittel der Gruppengenauigkeiten, ungewichtet</translation>
    </message>
    <message>
        <source>Accuracy of the worst group</source>
        <translation>Genauigkeit der schlechtesten Gruppe</translation>
    </message>
    <message>
        <source>Drop a data set here to see its groups</source>
        <translation>Legen Sie hier einen Datensatz ab, um seine Gruppen zu sehen</translation>
    </message>
    <message>
        <source>A folder or its metadata file: Waterbirds (metadata.csv), CelebA, or a folder a class. Weights, architecture and the magnitude ranking work without.</source>
        <translation>Ein Ordner oder seine Metadatendatei: Waterbirds (metadata.csv), CelebA oder ein Ordner je Klasse. Gewichte, Architektur und die Rangfolge nach Betrag gehen ohne.</translation>
    </message>
    <message>
        <source>Open data…</source>
        <translation>Daten öffnen…</translation>
    </message>
    <message>
        <source>Use the demo&apos;s</source>
        <translation>Die der Demo</translation>
    </message>
    <message>
        <source>Drop a checkpoint here to evaluate it on these groups</source>
        <translation>Legen Sie hier einen Checkpoint ab, um ihn auf diesen Gruppen auszuwerten</translation>
    </message>
    <message>
        <source>A trained network: .pth, .pt, .ckpt or .safetensors.</source>
        <translation>Ein trainiertes Netz: .pth, .pt, .ckpt oder .safetensors.</translation>
    </message>
    <message>
        <source>Open checkpoint…</source>
        <translation>Checkpoint öffnen…</translation>
    </message>
    <message>
        <source>dashed: %1 ×</source>
        <translation>gepunktet: %1 ×</translation>
    </message>
    <message>
        <source>dashed: baseline</source>
        <translation>gepunktet: Ausgang</translation>
    </message>
    <message>
        <source>Compared with the state that you pinned. Click: compare with the unedited network again.</source>
        <translation>Verglichen mit dem Zustand, den Sie festgehalten haben. Klick: wieder mit dem unveränderten Netz vergleichen.</translation>
    </message>
    <message>
        <source>Compared with the unedited network. Pin a state to compare with that.</source>
        <translation>Verglichen mit dem unveränderten Netz. Halten Sie einen Zustand fest, um mit ihm zu vergleichen.</translation>
    </message>
    <message>
        <source>Of %1 %2 samples %3 % are right in the data&apos;s order and %4 % in the other one.</source>
        <translation>Von %1 Beispielen (%2) sind %3 % in der Reihenfolge der Daten richtig und %4 % in der anderen.</translation>
    </message>
    <message>
        <source>The network&apos;s classes are in another order than the data&apos;s</source>
        <translation>Die Klassen des Netzes stehen in anderer Reihenfolge als die der Daten</translation>
    </message>
    <message>
        <source>The output columns are read in the reversed order</source>
        <translation>Die Ausgaben werden in umgekehrter Reihenfolge gelesen</translation>
    </message>
    <message>
        <source>The output columns are read in the data&apos;s order</source>
        <translation>Die Ausgaben werden in der Reihenfolge der Daten gelesen</translation>
    </message>
    <message>
        <source>The output columns are read in that other order.</source>
        <translation>Die Ausgaben werden in dieser anderen Reihenfolge gelesen.</translation>
    </message>
    <message>
        <source>You chose this; the data&apos;s order fits better.</source>
        <translation>Das haben Sie gewählt; die Reihenfolge der Daten passt besser.</translation>
    </message>
    <message>
        <source>You chose this; the other order fits better.</source>
        <translation>Das haben Sie gewählt; die andere Reihenfolge passt besser.</translation>
    </message>
    <message>
        <source>Read in the data&apos;s order</source>
        <translation>In der Reihenfolge der Daten lesen</translation>
    </message>
    <message>
        <source>Use the order that fits</source>
        <translation>Die passende Reihenfolge nehmen</translation>
    </message>
    <message>
        <source>Every sample gets the same class</source>
        <translation>Jedes Beispiel bekommt dieselbe Klasse</translation>
    </message>
    <message>
        <source>The network does not tell the classes apart. Check that the data set and its preprocessing are those it was trained with.</source>
        <translation>Das Netz unterscheidet die Klassen nicht. Prüfen Sie, ob Datensatz und Vorverarbeitung die seines Trainings sind.</translation>
    </message>
    <message>
        <source>With these channels off the network no longer tells the classes apart: a group&apos;s accuracy says nothing. Undo some edits.</source>
        <translation>Ohne diese Kanäle unterscheidet das Netz die Klassen nicht mehr: Die Genauigkeit einer Gruppe sagt nichts. Nehmen Sie Änderungen zurück.</translation>
    </message>
    <message>
        <source>1 sample could not be read</source>
        <translation>1 Beispiel konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>%1 samples could not be read</source>
        <translation>%1 Beispiele konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>They are left out of every number and counted here.</source>
        <translation>Sie fehlen in jeder Zahl und werden hier gezählt.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>These edits moved no logit of any sample</source>
        <translation>Diese Änderungen bewegten bei keinem Beispiel einen Logit</translation>
    </message>
    <message>
        <source>The channels that are off are constant on this data, so switching them off changes nothing.</source>
        <translation>Die abgeschalteten Kanäle sind auf diesen Daten konstant, also ändert das Abschalten nichts.</translation>
    </message>
    <message>
        <source>Accuracy by group</source>
        <translation>Genauigkeit nach Gruppe</translation>
    </message>
    <message>
        <source>accuracy (%)</source>
        <translation>Genauigkeit (%)</translation>
    </message>
    <message>
        <source>%1 (n = %2)</source>
        <translation>%1 (n = %2)</translation>
    </message>
    <message>
        <source>Groups overlap here, so their training sizes are no weights: there is no adjusted average</source>
        <translation>Die Gruppen überlappen hier, ihre Trainingsgrößen sind also keine Gewichte: es gibt keinen gewichteten Mittelwert</translation>
    </message>
</context>
<context>
    <name>HistoryDelegate</name>
    <message>
        <source>no effect: constant here</source>
        <translation>ohne Wirkung: hier konstant</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>unedited</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>No sample&apos;s logits moved: the channel is constant here.</source>
        <translation>Bei keinem Beispiel bewegten sich die Logits: Der Kanal ist hier konstant.</translation>
    </message>
    <message>
        <source>%1: not evaluated to the end</source>
        <translation>%1: nicht zu Ende ausgewertet</translation>
    </message>
    <message>
        <source>%1: worst-group accuracy %2 %</source>
        <translation>%1: Genauigkeit der schlechtesten Gruppe %2 %</translation>
    </message>
</context>
<context>
    <name>KeyMap</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Spurioscope</source>
        <translation>Spurioscope</translation>
    </message>
    <message>
        <source>Menus and what is open</source>
        <translation>Menüs und was offen ist</translation>
    </message>
    <message>
        <source>Menus</source>
        <translation>Menüs</translation>
    </message>
    <message>
        <source>Find a channel, layer, sample, or &gt; command</source>
        <translation>Kanal, Schicht, Beispiel oder &gt; Befehl suchen</translation>
    </message>
    <message>
        <source>Find a channel, layer, sample, or &gt; command    Ctrl+K</source>
        <translation>Kanal, Schicht, Beispiel, &gt; Befehl suchen    Strg+K</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Tafeln</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Maps</source>
        <translation>Karten</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Export this view</source>
        <translation>Diese Ansicht exportieren</translation>
    </message>
    <message>
        <source>Export this view (Ctrl+E)</source>
        <translation>Diese Ansicht exportieren (Strg+E)</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>Abgeschaltet</translation>
    </message>
    <message>
        <source>%1 - Spurioscope</source>
        <translation>%1 - Spurioscope</translation>
    </message>
    <message>
        <source>Try this: drag &apos;top k of this ranking&apos; below to 5</source>
        <translation>Versuchen Sie das: Ziehen Sie unten „die ersten k der Rangfolge“ auf 5</translation>
    </message>
    <message>
        <source>These are the training samples, and the network gets every group right. Without the five channels of largest gradient on coat / water it forgets that group: it knew those 56 coats by heart. On the test split it never knew them.</source>
        <translation>Das sind die Trainingsbeispiele, und das Netz hat jede Gruppe richtig. Ohne die fünf Kanäle mit dem größten Gradienten auf coat / water vergisst es diese Gruppe: Es kannte jene 56 Mäntel auswendig. Auf dem Test-Split kannte es sie nie.</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Tun</translation>
    </message>
    <message>
        <source>Show the test split</source>
        <translation>Den Test-Split zeigen</translation>
    </message>
    <message>
        <source>&apos;%1&apos; did not work</source>
        <translation>„%1“ gelang nicht</translation>
    </message>
    <message>
        <source>The groups could not be evaluated</source>
        <translation>Die Gruppen konnten nicht ausgewertet werden</translation>
    </message>
    <message>
        <source>The channels could not be ranked</source>
        <translation>Die Kanäle konnten nicht geordnet werden</translation>
    </message>
    <message>
        <source>The effects could not be measured</source>
        <translation>Die Wirkungen konnten nicht gemessen werden</translation>
    </message>
    <message>
        <source>The epochs could not be evaluated</source>
        <translation>Die Epochen konnten nicht ausgewertet werden</translation>
    </message>
    <message>
        <source>The statistics could not be computed</source>
        <translation>Die Statistik konnte nicht berechnet werden</translation>
    </message>
    <message>
        <source>The maps could not be computed</source>
        <translation>Die Karten konnten nicht berechnet werden</translation>
    </message>
    <message>
        <source>The checkpoint could not be opened</source>
        <translation>Der Checkpoint konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The data set could not be opened</source>
        <translation>Der Datensatz konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open checkpoint…</source>
        <translation>Checkpoint ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open &amp;data…</source>
        <translation>&amp;Daten öffnen…</translation>
    </message>
    <message>
        <source>Open the d&amp;emo</source>
        <translation>D&amp;emo öffnen</translation>
    </message>
    <message>
        <source>Use the demo&apos;s data</source>
        <translation>Die Daten der Demo nehmen</translation>
    </message>
    <message>
        <source>&amp;Recent files</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open session…</source>
        <translation>Sitzung öffnen…</translation>
    </message>
    <message>
        <source>&amp;Save session</source>
        <translation>&amp;Sitzung speichern</translation>
    </message>
    <message>
        <source>Save session as…</source>
        <translation>Sitzung speichern als…</translation>
    </message>
    <message>
        <source>Save edited checkpoint…</source>
        <translation>Geänderten Checkpoint speichern…</translation>
    </message>
    <message>
        <source>E&amp;xport view…</source>
        <translation>Ansicht e&amp;xportieren…</translation>
    </message>
    <message>
        <source>Export view</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export the groups&apos; figure…</source>
        <translation>Abbildung der Gruppen exportieren…</translation>
    </message>
    <message>
        <source>Export the history&apos;s figure…</source>
        <translation>Abbildung des Verlaufs exportieren…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Switch the selection off or on</source>
        <translation>Die Auswahl ab- oder anschalten</translation>
    </message>
    <message>
        <source>Invert the layers in the table</source>
        <translation>Die Schichten der Tabelle umkehren</translation>
    </message>
    <message>
        <source>invert %1</source>
        <translation>umgekehrt: %1</translation>
    </message>
    <message>
        <source>Switch everything on again</source>
        <translation>Alles wieder anschalten</translation>
    </message>
    <message>
        <source>everything on</source>
        <translation>alles an</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>One more of the ranking</source>
        <translation>Einen mehr aus der Rangfolge</translation>
    </message>
    <message>
        <source>One less of the ranking</source>
        <translation>Einen weniger aus der Rangfolge</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Die Auswahl aufheben</translation>
    </message>
    <message>
        <source>&amp;Copy what is in focus</source>
        <translation>&amp;Kopieren, was den Fokus hat</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>Als Befehl kopieren</translation>
    </message>
    <message>
        <source>copied: %1</source>
        <translation>kopiert: %1</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Maps</source>
        <translation>&amp;Karten</translation>
    </message>
    <message>
        <source>&amp;Scatter</source>
        <translation>&amp;Streuung</translation>
    </message>
    <message>
        <source>S&amp;amples</source>
        <translation>&amp;Beispiele</translation>
    </message>
    <message>
        <source>&amp;Curves</source>
        <translation>K&amp;urven</translation>
    </message>
    <message>
        <source>Previous ranked channel</source>
        <translation>Voriger Kanal der Rangfolge</translation>
    </message>
    <message>
        <source>Next ranked channel</source>
        <translation>Nächster Kanal der Rangfolge</translation>
    </message>
    <message>
        <source>Back in the selection&apos;s history</source>
        <translation>Zurück im Verlauf der Auswahl</translation>
    </message>
    <message>
        <source>Forward in the selection&apos;s history</source>
        <translation>Vor im Verlauf der Auswahl</translation>
    </message>
    <message>
        <source>Filter the channels</source>
        <translation>Kanäle filtern</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Analyse</source>
        <translation>A&amp;nalyse</translation>
    </message>
    <message>
        <source>&amp;Pin as baseline</source>
        <translation>&amp;Als Vergleich festhalten</translation>
    </message>
    <message>
        <source>Compare with the unedited network</source>
        <translation>Mit dem unveränderten Netz vergleichen</translation>
    </message>
    <message>
        <source>Next epoch</source>
        <translation>Nächste Epoche</translation>
    </message>
    <message>
        <source>Previous epoch</source>
        <translation>Vorige Epoche</translation>
    </message>
    <message>
        <source>Evaluate every epoch</source>
        <translation>Jede Epoche auswerten</translation>
    </message>
    <message>
        <source>Measure effects in these layers</source>
        <translation>Wirkungen in diesen Schichten messen</translation>
    </message>
    <message>
        <source>Measure effects of every channel</source>
        <translation>Wirkungen aller Kanäle messen</translation>
    </message>
    <message>
        <source>Evaluate on split %1</source>
        <translation>Auf dem Split %1 auswerten</translation>
    </message>
    <message>
        <source>Rank by %1</source>
        <translation>Ordnen nach: %1</translation>
    </message>
    <message>
        <source>Read the classes in the order that fits</source>
        <translation>Klassen in der passenden Reihenfolge lesen</translation>
    </message>
    <message>
        <source>Read the classes in the data&apos;s order</source>
        <translation>Klassen in der Reihenfolge der Daten lesen</translation>
    </message>
    <message>
        <source>Read the classes in the reversed order</source>
        <translation>Klassen in umgekehrter Reihenfolge lesen</translation>
    </message>
    <message>
        <source>Cancel what is running</source>
        <translation>Abbrechen, was läuft</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1 verbergen</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Help on what is in focus</source>
        <translation>Hilfe zu dem, was den Fokus hat</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About Spurioscope</source>
        <translation>Über Spurioscope</translation>
    </message>
    <message>
        <source>&lt;b&gt;Spurioscope&lt;/b&gt;&lt;p&gt;See and switch off the channels that a network uses for its minority groups.&lt;/p&gt;&lt;p&gt;After &quot;Uncovering memorization effect in the presence of spurious correlations&quot;, Nature Communications 16, 2025, doi 10.1038/s41467-025-61531-5. GPL-3.0-or-later.&lt;/p&gt;</source>
        <translation>&lt;b&gt;Spurioscope&lt;/b&gt;&lt;p&gt;Sehen und abschalten, welche Kanäle ein Netz für seine Minderheitsgruppen benutzt.&lt;/p&gt;&lt;p&gt;Nach „Uncovering memorization effect in the presence of spurious correlations“, Nature Communications 16, 2025, doi 10.1038/s41467-025-61531-5. GPL-3.0-or-later.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>This layer has no weights of its own: choose another mode than %1</source>
        <translation>Diese Schicht hat keine eigenen Gewichte: Wählen Sie einen anderen Modus als %1</translation>
    </message>
    <message>
        <source>off %1</source>
        <translation>aus: %1</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>an: %1</translation>
    </message>
    <message>
        <source>%1 channels</source>
        <translation>%1 Kanäle</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>kopiert</translation>
    </message>
    <message>
        <source>&lt;p&gt;? shows all keys, Ctrl+K finds every command.&lt;/p&gt;</source>
        <translation>&lt;p&gt;? zeigt alle Tasten, Strg+K findet jeden Befehl.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Open checkpoint</source>
        <translation>Checkpoint öffnen</translation>
    </message>
    <message>
        <source>Checkpoints (*.pth *.pt *.ckpt *.bin *.safetensors *.tar);;All files (*)</source>
        <translation>Checkpoints (*.pth *.pt *.ckpt *.bin *.safetensors *.tar);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open data: the data set&apos;s folder</source>
        <translation>Daten öffnen: der Ordner des Datensatzes</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Sessions (*.spurio)</source>
        <translation>Sitzungen (*.spurio)</translation>
    </message>
    <message>
        <source>Save session</source>
        <translation>Sitzung speichern</translation>
    </message>
    <message>
        <source>saving %1</source>
        <translation>%1 wird gespeichert</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Unsaved work cannot be kept: %1</source>
        <translation>Nicht gespeicherte Arbeit kann nicht aufbewahrt werden: %1</translation>
    </message>
    <message>
        <source>The program ended before its work was saved</source>
        <translation>Das Programm endete, bevor seine Arbeit gespeichert war</translation>
    </message>
    <message>
        <source>What was switched off on %1 was kept.</source>
        <translation>Was am %1 abgeschaltet war, ist aufbewahrt.</translation>
    </message>
    <message>
        <source>Restore it</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Discard it</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>The checkpoint is not the one that this session was saved with</source>
        <translation>Der Checkpoint ist nicht der, mit dem diese Sitzung gespeichert wurde</translation>
    </message>
    <message>
        <source>Its contents differ (SHA-256). The edits were applied to the file as it is now.</source>
        <translation>Sein Inhalt ist ein anderer (SHA-256). Die Änderungen wurden auf die Datei angewandt, wie sie jetzt ist.</translation>
    </message>
    <message>
        <source>restored</source>
        <translation>wiederhergestellt</translation>
    </message>
    <message>
        <source>session %1</source>
        <translation>Sitzung %1</translation>
    </message>
    <message>
        <source>Save edited checkpoint</source>
        <translation>Geänderten Checkpoint speichern</translation>
    </message>
    <message>
        <source>safetensors (*.safetensors);;PyTorch (*.pth)</source>
        <translation>safetensors (*.safetensors);;PyTorch (*.pth)</translation>
    </message>
    <message>
        <source>This view is a list of pictures: choose Maps, Scatter or Curves to export a figure</source>
        <translation>Diese Ansicht ist eine Liste von Bildern: Wählen Sie Karten, Streuung oder Kurven, um eine Abbildung zu exportieren</translation>
    </message>
    <message>
        <source>There is nothing to export here yet</source>
        <translation>Hier gibt es noch nichts zu exportieren</translation>
    </message>
    <message>
        <source>exporting %1</source>
        <translation>%1 wird exportiert</translation>
    </message>
    <message>
        <source>exported %1</source>
        <translation>%1 exportiert</translation>
    </message>
    <message>
        <source>The figure was not written</source>
        <translation>Die Abbildung wurde nicht geschrieben</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>%1 is no longer on disk</source>
        <translation>%1 ist nicht mehr auf der Platte</translation>
    </message>
    <message>
        <source>%1 changed on disk</source>
        <translation>%1 hat sich auf der Platte geändert</translation>
    </message>
    <message>
        <source>Everything shown still belongs to the file as it was opened.</source>
        <translation>Alles Gezeigte gehört noch zu der Datei, wie sie geöffnet wurde.</translation>
    </message>
    <message>
        <source>Open it again</source>
        <translation>Neu öffnen</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>Keep what is shown</source>
        <translation>Das Gezeigte behalten</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>The record could not be opened</source>
        <translation>Die Aufzeichnung konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Open data f&amp;ile…</source>
        <translation>Daten&amp;datei öffnen…</translation>
    </message>
    <message>
        <source>Open record of a run…</source>
        <translation>Aufzeichnung eines Laufs öffnen…</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>A&amp;ufzeichnung</translation>
    </message>
    <message>
        <source>looking at %1</source>
        <translation>sieht %1 an</translation>
    </message>
    <message>
        <source>Open record of a run</source>
        <translation>Aufzeichnung eines Laufs öffnen</translation>
    </message>
    <message>
        <source>Records (*.csv *.pt *.npz *.pkl);;All files (*)</source>
        <translation>Aufzeichnungen (*.csv *.pt *.npz *.pkl);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open data: a table, an HDF5 or an IDX file</source>
        <translation>Daten öffnen: eine Tabelle, eine HDF5- oder eine IDX-Datei</translation>
    </message>
    <message>
        <source>Data (*.csv *.txt *.h5 *.hdf5 *ubyte *.gz);;All files (*)</source>
        <translation>Daten (*.csv *.txt *.h5 *.hdf5 *ubyte *.gz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 more: spurioscope-cli inspect --checksums lists them all.</source>
        <translation>%1 weitere: spurioscope-cli inspect --checksums nennt alle.</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>Zu %1</translation>
    </message>
</context>
<context>
    <name>MapTile</name>
    <message>
        <source>%1 at column %2, row %3: %4</source>
        <translation>%1 in Spalte %2, Zeile %3: %4</translation>
    </message>
</context>
<context>
    <name>MapsView</name>
    <message>
        <source>Maps</source>
        <translation>Karten</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Maps and samples</source>
        <translation>Karten und Beispiele</translation>
    </message>
    <message>
        <source>Minority mean</source>
        <translation>Mittel der Minderheit</translation>
    </message>
    <message>
        <source>Majority mean</source>
        <translation>Mittel der Mehrheit</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Strongest samples of each group</source>
        <translation>Stärkste Beispiele jeder Gruppe</translation>
    </message>
    <message>
        <source>bar: activation; hover shows the map on the image</source>
        <translation>Balken: Aktivierung; der Zeiger legt die Karte über das Bild</translation>
    </message>
    <message>
        <source>Show all strongest samples</source>
        <translation>Alle stärksten Beispiele zeigen</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>No channel chosen</source>
        <translation>Kein Kanal gewählt</translation>
    </message>
    <message>
        <source>%1 × %2, after normalisation; mean of %3 minority and %4 majority %5 samples</source>
        <translation>%1 × %2, nach der Normalisierung; Mittel über %3 Beispiele der Minderheit und %4 der Mehrheit (%5)</translation>
    </message>
    <message>
        <source>Its maps need a data set: drop its folder here, or File &gt; Open data. Weights and the magnitude ranking work without.</source>
        <translation>Seine Karten brauchen einen Datensatz: Legen Sie seinen Ordner hier ab, oder Datei &gt; Daten öffnen. Gewichte und die Rangfolge nach Betrag gehen ohne.</translation>
    </message>
    <message>
        <source>Maps need a trained network: drop a checkpoint here, or File &gt; Open checkpoint.</source>
        <translation>Karten brauchen ein trainiertes Netz: Legen Sie einen Checkpoint hier ab, oder Datei &gt; Checkpoint öffnen.</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>wird geladen</translation>
    </message>
    <message>
        <source>choose one in the table at the left</source>
        <translation>wählen Sie links in der Tabelle einen</translation>
    </message>
    <message>
        <source>AUROC %1 [%2, %3]</source>
        <translation>AUROC %1 [%2, %3]</translation>
    </message>
    <message>
        <source>Minority mean (n = %1)</source>
        <translation>Mittel der Minderheit (n = %1)</translation>
    </message>
    <message>
        <source>Majority mean (n = %1)</source>
        <translation>Mittel der Mehrheit (n = %1)</translation>
    </message>
    <message>
        <source>Activation by group</source>
        <translation>Aktivierung nach Gruppe</translation>
    </message>
    <message>
        <source>activation</source>
        <translation>Aktivierung</translation>
    </message>
    <message>
        <source>density</source>
        <translation>Dichte</translation>
    </message>
    <message>
        <source>%1 (n = %2)</source>
        <translation>%1 (n = %2)</translation>
    </message>
</context>
<context>
    <name>Mode</name>
    <message>
        <source>zero weights</source>
        <translation>Gewichte null</translation>
    </message>
    <message>
        <source>zero activation</source>
        <translation>Aktivierung null</translation>
    </message>
    <message>
        <source>mean activation</source>
        <translation>mittlere Aktivierung</translation>
    </message>
    <message>
        <source>scale</source>
        <translation>skaliert</translation>
    </message>
    <message>
        <source>random weights</source>
        <translation>zufällige Gewichte</translation>
    </message>
    <message>
        <source>noise on weights</source>
        <translation>Rauschen auf Gewichten</translation>
    </message>
    <message>
        <source>rewind</source>
        <translation>zurückgedreht</translation>
    </message>
</context>
<context>
    <name>NetworkModel</name>
    <message>
        <source>all layers</source>
        <translation>alle Schichten</translation>
    </message>
    <message>
        <source>%1 (block output)</source>
        <translation>%1 (Ausgang des Blocks)</translation>
    </message>
    <message>
        <source>%1 ch</source>
        <translation>%1 Kan.</translation>
    </message>
    <message>
        <source>%1: %2 channels that can be switched off</source>
        <translation>%1: %2 Kanäle, die abgeschaltet werden können</translation>
    </message>
</context>
<context>
    <name>NetworkPanel</name>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Layers of the network</source>
        <translation>Schichten des Netzes</translation>
    </message>
    <message>
        <source>What the overview&apos;s colours show</source>
        <translation>Was die Farben der Übersicht zeigen</translation>
    </message>
    <message>
        <source>Largest score of the ranking</source>
        <translation>Größter Wert der Rangfolge</translation>
    </message>
    <message>
        <source>Largest measured effect</source>
        <translation>Größte gemessene Wirkung</translation>
    </message>
    <message>
        <source>Largest minority AUROC</source>
        <translation>Größte Minderheits-AUROC</translation>
    </message>
    <message>
        <source>Measure the effect of every channel</source>
        <translation>Die Wirkung jedes Kanals messen</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 Schichten</translation>
    </message>
    <message>
        <source>%1, %2 parameters</source>
        <translation>%1, %2 Parameter</translation>
    </message>
    <message>
        <source>effects not measured yet</source>
        <translation>Wirkungen noch nicht gemessen</translation>
    </message>
    <message>
        <source>not ranked</source>
        <translation>nicht in der Rangfolge</translation>
    </message>
    <message>
        <source>largest score %1</source>
        <translation>größter Wert %1</translation>
    </message>
    <message>
        <source>largest effect %1 points</source>
        <translation>größte Wirkung %1 Punkte</translation>
    </message>
    <message>
        <source>largest minority AUROC %1</source>
        <translation>größte Minderheits-AUROC %1</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>effect on %1</source>
        <translation>Wirkung auf %1</translation>
    </message>
    <message>
        <source>effect</source>
        <translation>Wirkung</translation>
    </message>
    <message>
        <source>AUROC</source>
        <translation>AUROC</translation>
    </message>
    <message>
        <source>colour: %1 ▾</source>
        <translation>Farbe: %1 ▾</translation>
    </message>
    <message>
        <source>%1: %2 channels, %3</source>
        <translation>%1: %2 Kanäle, %3</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Where: %1</source>
        <translation>Wo: %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
</context>
<context>
    <name>NoticeStack</name>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
</context>
<context>
    <name>NumberText</name>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
</context>
<context>
    <name>OverviewStrip</name>
    <message>
        <source>Overview of the network&apos;s layers</source>
        <translation>Übersicht der Schichten des Netzes</translation>
    </message>
</context>
<context>
    <name>PictureCache</name>
    <message>
        <source>loading pictures</source>
        <translation>Bilder werden geladen</translation>
    </message>
</context>
<context>
    <name>RankingMenu</name>
    <message>
        <source>, epoch %1</source>
        <translation>, Epoche %1</translation>
    </message>
    <message>
        <source>%1, split %2</source>
        <translation>%1, Split %2</translation>
    </message>
    <message>
        <source>n = %1</source>
        <translation>n = %1</translation>
    </message>
    <message>
        <source>off: %1 (%2)</source>
        <translation>aus: %1 (%2)</translation>
    </message>
    <message>
        <source>95 % intervals</source>
        <translation>95-%-Intervalle</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>Rangfolge</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>Gradient</translation>
    </message>
    <message>
        <source>magnitude</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>taylor</source>
        <translation>Taylor</translation>
    </message>
    <message>
        <source>activation</source>
        <translation>Aktivierung</translation>
    </message>
    <message>
        <source>by magnitude ▾</source>
        <translation>nach Betrag ▾</translation>
    </message>
    <message>
        <source> (stale)</source>
        <translation> (veraltet)</translation>
    </message>
    <message>
        <source>by %1, %2</source>
        <translation>nach %1, %2</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>nach %1</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>wie veröffentlicht</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>berichtigt</translation>
    </message>
    <message>
        <source>Ranked by %1 on %2, split %3, preset %4, over %5 samples</source>
        <translation>Geordnet nach %1 auf %2, Split %3, Voreinstellung %4, über %5 Beispiele</translation>
    </message>
    <message>
        <source>Criterion</source>
        <translation>Kriterium</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Voreinstellung</translation>
    </message>
    <message>
        <source>Selecting group</source>
        <translation>Auswählende Gruppe</translation>
    </message>
    <message>
        <source>smallest minority group</source>
        <translation>kleinste Minderheitsgruppe</translation>
    </message>
    <message>
        <source>Samples of the ranking</source>
        <translation>Beispiele der Rangfolge</translation>
    </message>
</context>
<context>
    <name>RecordView</name>
    <message>
        <source>Record of a run</source>
        <translation>Aufzeichnung eines Laufs</translation>
    </message>
    <message>
        <source>Which curves</source>
        <translation>Welche Kurven</translation>
    </message>
    <message>
        <source>Curves of the record</source>
        <translation>Kurven der Aufzeichnung</translation>
    </message>
    <message>
        <source>Which table</source>
        <translation>Welche Tabelle</translation>
    </message>
    <message>
        <source>Table of the record</source>
        <translation>Tabelle der Aufzeichnung</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>Beispiele</translation>
    </message>
</context>
<context>
    <name>SampleDelegate</name>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>SampleModel</name>
    <message>
        <source>fixed</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>falsch</translation>
    </message>
</context>
<context>
    <name>SampleStrip</name>
    <message>
        <source>Strongest samples of a group</source>
        <translation>Stärkste Beispiele einer Gruppe</translation>
    </message>
    <message>
        <source>Strongest samples of %1</source>
        <translation>Stärkste Beispiele von %1</translation>
    </message>
    <message>
        <source>no samples in this split</source>
        <translation>keine Beispiele in diesem Split</translation>
    </message>
    <message>
        <source>sample %1, %2: activation %3</source>
        <translation>Beispiel %1, %2: Aktivierung %3</translation>
    </message>
</context>
<context>
    <name>SamplesView</name>
    <message>
        <source>Samples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Which samples</source>
        <translation>Welche Beispiele</translation>
    </message>
    <message>
        <source>fixed by the edits</source>
        <translation>durch die Änderungen richtig</translation>
    </message>
    <message>
        <source>broken by the edits</source>
        <translation>durch die Änderungen falsch</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>strongest of the channel</source>
        <translation>stärkste des Kanals</translation>
    </message>
    <message>
        <source>of one group</source>
        <translation>einer Gruppe</translation>
    </message>
    <message>
        <source>in a range of activations</source>
        <translation>in einem Bereich der Aktivierung</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>all groups</source>
        <translation>alle Gruppen</translation>
    </message>
    <message>
        <source>%1 samples with an activation from %2 to %3</source>
        <translation>%1 Beispiele mit einer Aktivierung von %2 bis %3</translation>
    </message>
    <message>
        <source>1 sample</source>
        <translation>1 Beispiel</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 Beispiele</translation>
    </message>
    <message>
        <source>nothing is switched off</source>
        <translation>nichts ist abgeschaltet</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>ScatterPlot</name>
    <message>
        <source>Scatter of channels</source>
        <translation>Streuung der Kanäle</translation>
    </message>
</context>
<context>
    <name>ScatterView</name>
    <message>
        <source>Scatter</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>What the axes show</source>
        <translation>Was die Achsen zeigen</translation>
    </message>
    <message>
        <source>minority mean over majority mean</source>
        <translation>Mittel der Minderheit über dem der Mehrheit</translation>
    </message>
    <message>
        <source>minority AUROC over score</source>
        <translation>Minderheits-AUROC über dem Wert</translation>
    </message>
    <message>
        <source>minority AUROC over effect</source>
        <translation>Minderheits-AUROC über der Wirkung</translation>
    </message>
    <message>
        <source>mean activation on the majority</source>
        <translation>mittlere Aktivierung auf der Mehrheit</translation>
    </message>
    <message>
        <source>mean activation on the minority</source>
        <translation>mittlere Aktivierung auf der Minderheit</translation>
    </message>
    <message>
        <source>score of the ranking</source>
        <translation>Wert der Rangfolge</translation>
    </message>
    <message>
        <source>minority AUROC</source>
        <translation>Minderheits-AUROC</translation>
    </message>
    <message>
        <source>effect on %1</source>
        <translation>Wirkung auf %1</translation>
    </message>
    <message>
        <source>%1
x %2, y %3</source>
        <translation>%1
x %2, y %3</translation>
    </message>
    <message>
        <source>%1 of %2 channels; drag round points to choose them, Alt: a rectangle</source>
        <translation>%1 von %2 Kanälen; ziehen Sie um Punkte, um sie zu wählen, mit Alt: ein Rechteck</translation>
    </message>
    <message>
        <source>Effects are not measured in these layers: Analyse &gt; Measure effects</source>
        <translation>Die Wirkungen sind in diesen Schichten nicht gemessen: Analyse &gt; Wirkungen messen</translation>
    </message>
    <message>
        <source>No statistics yet</source>
        <translation>Noch keine Statistik</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>abgeschaltet</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Which channels does a network use for its minority groups?</source>
        <translation>Welche Kanäle benutzt ein Netz für seine Minderheitsgruppen?</translation>
    </message>
    <message>
        <source>Open a trained checkpoint, see every channel on every group, switch channels off and watch the worst group.</source>
        <translation>Öffnen Sie einen trainierten Checkpoint, sehen Sie jeden Kanal auf jeder Gruppe, schalten Sie Kanäle ab und beobachten Sie die schlechteste Gruppe.</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Die Demo versuchen</translation>
    </message>
    <message>
        <source>garments on water and land</source>
        <translation>Kleidung auf Wasser und Land</translation>
    </message>
    <message>
        <source>Open a checkpoint</source>
        <translation>Einen Checkpoint öffnen</translation>
    </message>
    <message>
        <source>.pth  .pt  .safetensors</source>
        <translation>.pth  .pt  .safetensors</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>or drop a checkpoint, a data set&apos;s folder or a session anywhere in this window</source>
        <translation>oder legen Sie einen Checkpoint, den Ordner eines Datensatzes oder eine Sitzung irgendwo in diesem Fenster ab</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Files that you open appear here.</source>
        <translation>Dateien, die Sie öffnen, erscheinen hier.</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Values kept in memory so that an edit only computes what follows it</source>
        <translation>Werte, die im Speicher bleiben, damit eine Änderung nur berechnet, was ihr folgt</translation>
    </message>
    <message>
        <source>   %1/s</source>
        <translation>   %1/s</translation>
    </message>
    <message>
        <source>   %1 left</source>
        <translation>   noch %1</translation>
    </message>
    <message>
        <source>exact, %1 of %2 samples, %3</source>
        <translation>genau, %1 von %2 Beispielen, %3</translation>
    </message>
    <message>
        <source>estimate, %1 of %2 samples, %3</source>
        <translation>geschätzt, %1 von %2 Beispielen, %3</translation>
    </message>
    <message>
        <source>nothing open</source>
        <translation>nichts offen</translation>
    </message>
    <message>
        <source>kept values %1 of %2</source>
        <translation>behaltene Werte %1 von %2</translation>
    </message>
</context>
<context>
    <name>SwitchBar</name>
    <message>
        <source>Switched off</source>
        <translation>Abgeschaltet</translation>
    </message>
    <message>
        <source>How many channels are off</source>
        <translation>Wie viele Kanäle aus sind</translation>
    </message>
    <message>
        <source>How channels are switched off</source>
        <translation>Wie Kanäle abgeschaltet werden</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>How far the channels are switched off: at the right fully</source>
        <translation>Wie weit die Kanäle abgeschaltet sind: rechts ganz</translation>
    </message>
    <message>
        <source>top k of this ranking</source>
        <translation>die ersten k der Rangfolge</translation>
    </message>
    <message>
        <source>Switches off exactly the first k channels of the ranking (+ and -)</source>
        <translation>Schaltet genau die ersten k Kanäle der Rangfolge ab (+ und -)</translation>
    </message>
    <message>
        <source>no channel</source>
        <translation>kein Kanal</translation>
    </message>
    <message>
        <source>1 channel</source>
        <translation>1 Kanal</translation>
    </message>
    <message>
        <source>%1 channels</source>
        <translation>%1 Kanäle</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>rewind to epoch</source>
        <translation>auf Epoche zurückdrehen</translation>
    </message>
    <message>
        <source>the unedited network</source>
        <translation>dem unveränderten Netz</translation>
    </message>
    <message>
        <source>pin the present state</source>
        <translation>diesen Zustand festhalten</translation>
    </message>
    <message>
        <source>mode: %1</source>
        <translation>Modus: %1</translation>
    </message>
    <message>
        <source>strength %1 %</source>
        <translation>Stärke %1 %</translation>
    </message>
    <message>
        <source>top %1 of the ranking</source>
        <translation>die ersten %1 der Rangfolge</translation>
    </message>
</context>
<context>
    <name>TensorModel</name>
    <message>
        <source>scalar</source>
        <translation>Skalar</translation>
    </message>
    <message>
        <source>tensor</source>
        <translation>Tensor</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>type</source>
        <translation>Typ</translation>
    </message>
</context>
<context>
    <name>TensorPage</name>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>Tensoren</translation>
    </message>
    <message>
        <source>Tensors of the checkpoint</source>
        <translation>Tensoren des Checkpoints</translation>
    </message>
    <message>
        <source>%1: %2 tensors, %3</source>
        <translation>%1: %2 Tensoren, %3</translation>
    </message>
    <message>
        <source>Nearest: %1.</source>
        <translation>Am nächsten: %1.</translation>
    </message>
    <message>
        <source>Missing for it: %1.</source>
        <translation>Dazu fehlt: %1.</translation>
    </message>
    <message>
        <source>Not part of it: %1.</source>
        <translation>Gehört nicht dazu: %1.</translation>
    </message>
    <message>
        <source>The file asks Python to call %1; nothing of it was called.</source>
        <translation>Die Datei will, dass Python %1 aufruft; nichts davon wurde aufgerufen.</translation>
    </message>
    <message>
        <source>Its tensors are listed below. Channels can be switched off in networks of a known family, with the parameter names of torchvision or timm.</source>
        <translation>Seine Tensoren stehen unten. Kanäle lassen sich in Netzen einer bekannten Familie abschalten, mit den Parameternamen von torchvision oder timm.</translation>
    </message>
    <message>
        <source>These tensors are no network that Spurioscope knows</source>
        <translation>Diese Tensoren sind kein Netz, das Spurioscope kennt</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>What is open</source>
        <translation>Was offen ist</translation>
    </message>
    <message>
        <source>checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Data and split</source>
        <translation>Daten und Split</translation>
    </message>
    <message>
        <source>preset</source>
        <translation>Voreinst.</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Voreinstellung</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Device and threads</source>
        <translation>Gerät und Threads</translation>
    </message>
    <message>
        <source>Where the network runs, and on how many threads of the CPU</source>
        <translation>Wo das Netz läuft, und auf wie vielen Threads der CPU</translation>
    </message>
    <message>
        <source>Pin as baseline</source>
        <translation>Als Vergleich festhalten</translation>
    </message>
    <message>
        <source>Export view</source>
        <translation>Ansicht exportieren</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>%1
%2, %3, written by %4
SHA-256 %5</source>
        <translation>%1
%2, %3, geschrieben von %4
SHA-256 %5</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1
%2 samples, %3</source>
        <translation>%1
%2 Beispiele, %3</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>wie veröffentlicht</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>berichtigt</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Threads of the CPU</source>
        <translation>Threads der CPU</translation>
    </message>
    <message>
        <source>paper: the published code&apos;s arithmetic</source>
        <translation>wie veröffentlicht: die Rechnung des veröffentlichten Codes</translation>
    </message>
    <message>
        <source>corrected: the same ideas put right</source>
        <translation>berichtigt: dieselben Gedanken richtiggestellt</translation>
    </message>
</context>
</TS>
