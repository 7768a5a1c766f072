#include "cmd/kb_pack.h"

/* The few words that the verbs of kb print for people. */
static const struct {
	const char *en, *fr, *nb;
} words[] = {
    {"vulnerabilities", "vulnérabilités", "sårbarheter"},
    {"products", "produits", "produkter"},
    {"other names of products", "autres noms de produits", "andre navn på produkter"},
    {"different criteria", "critères distincts", "ulike kriterier"},
    {"statements that a product is affected", "énoncés qu'un produit est affecté",
	"utsagn om at et produkt er berørt"},
    {"versions", "versions", "versjoner"},
    {"known to be exploited", "exploitations connues", "kjent utnyttet"},
    {"likelihoods", "probabilités", "sannsynligheter"},
    {"decision points", "points de décision", "beslutningspunkter"},
    {"fixes of distributions", "correctifs de distributions", "rettelser fra distribusjoner"},
    {"release cycles", "cycles de version", "utgivelsesløp"},
    {"advisories", "avis", "varsler"},
    {"fingerprints", "empreintes", "fingeravtrykk"},
    {"names", "noms", "navn"},
    {"texts, packed", "textes, compressés", "tekster, pakket"},
    {"source", "source", "kilde"},
    {"records", "enregistrements", "poster"},
    {"newest", "plus récent", "nyeste"},
    {"published", "publiée", "publisert"},
    {"changed", "modifiée", "endret"},
    {"exploited", "exploitée", "utnyttet"},
    {"ransomware", "rançongiciel", "løsepengevirus"},
    {"until", "avant le", "innen"},
    {"likelihood within 30 days", "probabilité sous 30 jours", "sannsynlighet innen 30 dager"},
    {"decision", "décision", "beslutning"},
    {"affected", "affectés", "berørt"},
    {"references", "références", "referanser"},
    {"fixed in", "corrigée dans", "rettet i"},
    {"confirmed", "confirmée", "bekreftet"},
    {"probable", "probable", "sannsynlig"},
    {"possible", "possible", "mulig"},
    {"fixed", "corrigée", "rettet"},
    {"all versions", "toutes les versions", "alle versjoner"},
    {"Both packs say the same.", "Les deux disent la même chose.", "Begge sier det samme."},
    {"added", "ajoutées", "nye"},
    {"withdrawn", "retirées", "trukket"},
    {"Update to {}", "Mettre à jour vers {}", "Oppdater til {}"},
    {"Update to a version after {}", "Mettre à jour vers une version postérieure à {}",
	"Oppdater til en versjon etter {}"},
    {"No version without them is known", "Aucune version corrigée n'est connue",
	"Ingen rettet versjon er kjent"},
    {"Nothing is known against this version.", "Rien n'est connu contre cette version.",
	"Ingenting er kjent mot denne versjonen."},
    {"No vulnerability fits.", "Aucune vulnérabilité ne correspond.",
	"Ingen sårbarhet passer."},
    {"The support of this version ended on {}.",
	"Le support de cette version a pris fin le {}.",
	"Støtten for denne versjonen tok slutt {}."},
    {"The support of this version has ended.", "Le support de cette version a pris fin.",
	"Støtten for denne versjonen er slutt."},
    {"{} more are hidden: no affected versions are stated (--all shows them).",
	"{} autres sont masquées : aucune version affectée n'est indiquée (--all les montre).",
	"{} til er skjult: ingen berørte versjoner er oppgitt (--all viser dem)."},
    {"{} are fixed by the distribution's revision (--all shows them).",
	"{} sont corrigées par la révision de la distribution (--all les montre).",
	"{} er rettet av distribusjonens revisjon (--all viser dem)."},
    {"Version {version} is the vendor's own, and affected.",
	"La version {version} est celle de l'éditeur, et affectée.",
	"Versjon {version} er leverandørens egen, og berørt."},
    {"Version {version} lies in the affected range.",
	"La version {version} est dans l'intervalle affecté.",
	"Versjon {version} ligger i det berørte området."},
    {"The distribution mended it in {package}, which is later than what runs.",
	"La distribution l'a corrigée dans {package}, plus récent que ce qui tourne.",
	"Distribusjonen rettet det i {package}, som er nyere enn det som kjører."},
    {"The distribution has not mended it.", "La distribution ne l'a pas corrigée.",
	"Distribusjonen har ikke rettet det."},
    {"Version {version} is affected, but the distribution's revision, which may have the fix, "
     "is not visible.",
	"La version {version} est affectée, mais la révision de la distribution, qui peut "
	"avoir "
	"le correctif, n'est pas visible.",
	"Versjon {version} er berørt, men distribusjonens revisjon, som kan ha rettelsen, er "
	"ikke synlig."},
    {"Version {version} is affected; whether the visible revision has the fix is not known.",
	"La version {version} est affectée ; on ne sait pas si la révision visible a le "
	"correctif.",
	"Versjon {version} er berørt; om den synlige revisjonen har rettelsen, er ikke kjent."},
    {"Version {version} is affected, but distributions ship it with fixes of their own.",
	"La version {version} est affectée, mais des distributions la livrent avec leurs "
	"propres correctifs.",
	"Versjon {version} er berørt, men distribusjoner leverer den med egne rettelser."},
    {"Whether version {version} is affected depends on its update level, which is not known.",
	"Que la version {version} soit affectée dépend de son niveau de mise à jour, inconnu.",
	"Om versjon {version} er berørt, avhenger av oppdateringsnivået, som ikke er kjent."},
    {"Version {version} is affected only together with something that was not seen.",
	"La version {version} n'est affectée qu'avec autre chose, qui n'a pas été vu.",
	"Versjon {version} er bare berørt sammen med noe som ikke ble sett."},
    {"No affected versions are stated.", "Aucune version affectée n'est indiquée.",
	"Ingen berørte versjoner er oppgitt."},
    {"The product's name fits; its vendor is not known.",
	"Le nom du produit correspond ; son éditeur n'est pas connu.",
	"Produktets navn passer; leverandøren er ikke kjent."},
    {"Whether this is a vulnerability is disputed.",
	"Que ce soit une vulnérabilité est contesté.",
	"Det er omstridt om dette er en sårbarhet."},
    {"The visible revision has the fix, which came with {package}.",
	"La révision visible a le correctif, arrivé avec {package}.",
	"Den synlige revisjonen har rettelsen, som kom med {package}."},
    {"The distribution says that its package is not affected.",
	"La distribution dit que son paquet n'est pas affecté.",
	"Distribusjonen sier at pakken ikke er berørt."},
    {"new", "nouvelle", "ny"},
    {"who", "qui", "hvem"},
    {"where", "où", "hvor"},
    {"what", "quoi", "hva"},
    {"verdict", "verdict", "vurdering"},
    {"why", "pourquoi", "hvorfor"},
    {"No finished run is stored: nothing was seen yet.",
	"Aucun audit terminé n'est enregistré : rien n'a encore été vu.",
	"Ingen fullført kjøring er lagret: ingenting er sett ennå."},
    {"None of {} services seen last runs it.",
	"Aucun des {} services vus en dernier ne l'utilise.",
	"Ingen av {} tjenester som sist ble sett, kjører det."},
    {"{} services run the product and tell no version.",
	"{} services utilisent le produit sans indiquer de version.",
	"{} tjenester kjører produktet uten å oppgi versjon."},
    {"It is stated now.", "Elle est désormais énoncée.", "Den er nå oppgitt."},
    {"It is now known to be exploited.", "Son exploitation est désormais connue.",
	"Den er nå kjent utnyttet."},
    {"The verdict is another.", "Le verdict a changé.", "Vurderingen er en annen."},
    {"The version that mends it is another.", "La version qui la corrige a changé.",
	"Versjonen som retter den, er en annen."},
    {"Its publisher has rejected it.", "Son éditeur l'a rejetée.",
	"Utgiveren har forkastet den."},
    {"What runs has the fix, or is not affected.",
	"Ce qui tourne a le correctif ou n'est pas affecté.",
	"Det som kjører, har rettelsen eller er ikke berørt."},
    {"This version is no longer stated to be affected.",
	"Cette version n'est plus indiquée comme affectée.",
	"Denne versjonen er ikke lenger oppgitt som berørt."},
    {"{} vulnerabilities changed; none changes anything for what was seen.",
	"{} vulnérabilités ont changé ; cela ne change rien pour ce qui a été vu.",
	"{} sårbarheter er endret; det endrer ingenting for det som er sett."},
    {"The knowledge is the same as last time.",
	"La connaissance est la même que la dernière fois.",
	"Kunnskapen er den samme som sist."},
    {"What changes from now on will be told.", "Ce qui changera dès maintenant sera signalé.",
	"Det som endres fra nå av, blir fortalt."},
};

const char *kb_word(const char *lang, const char *english)
{
	for (size_t i = 0; lang && i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].en, english) != 0)
			continue;
		if (strcmp(lang, "fr") == 0)
			return words[i].fr;
		if (strcmp(lang, "nb") == 0)
			return words[i].nb;
	}
	return english;
}

const char *kb_filled(
    const char *lang, const char *english, const char *value, struct arena *arena)
{
	const char *text = kb_word(lang, english), *at = strstr(text, "{}");

	if (!at)
		return text;
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, value, at + 2);
}
