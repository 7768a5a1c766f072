#include "desk/statement.h"

#include "base/time.h"

enum phrase {
	TITLE,
	GIVES,
	WHAT,
	ALL_ITEMS,
	NAMED_ITEMS,
	WITH_BELOW,
	NEVER,
	NOTHING,
	DEPTH,
	PASSIVE,
	STANDARD,
	FULL,
	WHEN,
	ALWAYS,
	PACE,
	PACE_USUAL,
	PACE_UNIT,
	EMERGENCY,
	VALID,
	TO,
	RULES,
	REVOKE,
	SIGNED,
	PHRASES
};

static const char *const en[PHRASES] = {
    [TITLE] = "Authorisation to examine systems",
    [GIVES] = "authorises the sector CERT to examine the systems named below over the network.",
    [WHAT] = "What may be examined",
    [ALL_ITEMS] = "Every item of the perimeter while its ownership is proved. Today these are:",
    [NAMED_ITEMS] = "These items of the perimeter, while their ownership is proved:",
    [WITH_BELOW] = "and the names below it",
    [NEVER] = "What is never touched",
    [NOTHING] = "nothing was named",
    [DEPTH] = "How deep, at most",
    [PASSIVE] = "passive: public sources only, nothing is sent to the systems",
    [STANDARD] = "standard: open ports, greetings and read-only requests",
    [FULL] = "full: as standard, over all ports and at twice the pace",
    [WHEN] = "When (UTC)",
    [ALWAYS] = "at any hour",
    [PACE] = "How fast, at most",
    [PACE_USUAL] = "the usual pace of that depth",
    [PACE_UNIT] = "new connections a second to one address",
    [EMERGENCY] = "Telephone that is answered while systems are examined",
    [VALID] = "Valid",
    [TO] = "to",
    [RULES] = ("No password is guessed, no weakness is exploited, nothing is changed and no "
	       "patient's data is fetched. The examination slows down and stops by itself when "
	       "a system shows strain."),
    [REVOKE] = ("This authorisation can be revoked at any time without a reason; packets stop "
		"at once."),
    [SIGNED] = "Signed for the organisation by",
};

static const char *const fr[PHRASES] = {
    [TITLE] = "Autorisation d'examiner des systèmes",
    [GIVES] = ("autorise le CERT sectoriel à examiner par le réseau les systèmes désignés "
	       "ci-dessous."),
    [WHAT] = "Ce qui peut être examiné",
    [ALL_ITEMS] = "Tout élément du périmètre tant que sa propriété est prouvée. À ce jour :",
    [NAMED_ITEMS] = "Ces éléments du périmètre, tant que leur propriété est prouvée :",
    [WITH_BELOW] = "et les noms qui en dépendent",
    [NEVER] = "Ce qui n'est jamais touché",
    [NOTHING] = "rien n'a été désigné",
    [DEPTH] = "Profondeur maximale",
    [PASSIVE] = "passive : sources publiques seulement, rien n'est envoyé aux systèmes",
    [STANDARD] = "standard : ports ouverts, bannières et requêtes en lecture seule",
    [FULL] = "complète : comme standard, sur tous les ports et deux fois plus vite",
    [WHEN] = "Quand (UTC)",
    [ALWAYS] = "à toute heure",
    [PACE] = "Cadence maximale",
    [PACE_USUAL] = "la cadence habituelle de cette profondeur",
    [PACE_UNIT] = "nouvelles connexions par seconde vers une même adresse",
    [EMERGENCY] = "Téléphone auquel on répond pendant l'examen",
    [VALID] = "Validité",
    [TO] = "au",
    [RULES] = ("Aucun mot de passe n'est deviné, aucune faille n'est exploitée, rien n'est "
	       "modifié et aucune donnée de patient n'est récupérée. L'examen ralentit et "
	       "s'arrête de lui-même quand un système peine."),
    [REVOKE] =
	("Cette autorisation peut être révoquée à tout moment et sans motif ; les envois "
	 "cessent aussitôt."),
    [SIGNED] = "Signé au nom de l'organisation par",
};

static const char *const nb[PHRASES] = {
    [TITLE] = "Fullmakt til å undersøke systemer",
    [GIVES] = "gir sektorens CERT fullmakt til å undersøke systemene nedenfor over nettet.",
    [WHAT] = "Hva som kan undersøkes",
    [ALL_ITEMS] = "Alt i perimeteren så lenge eierskapet er bevist. I dag er det:",
    [NAMED_ITEMS] = "Dette i perimeteren, så lenge eierskapet er bevist:",
    [WITH_BELOW] = "og navnene under",
    [NEVER] = "Hva som aldri røres",
    [NOTHING] = "ingenting er nevnt",
    [DEPTH] = "Hvor dypt, høyst",
    [PASSIVE] = "passiv: bare åpne kilder, ingenting sendes til systemene",
    [STANDARD] = "standard: åpne porter, velkomsttekster og forespørsler som bare leser",
    [FULL] = "full: som standard, over alle porter og dobbelt så raskt",
    [WHEN] = "Når (UTC)",
    [ALWAYS] = "når som helst",
    [PACE] = "Hvor raskt, høyst",
    [PACE_USUAL] = "den vanlige takten for denne dybden",
    [PACE_UNIT] = "nye forbindelser i sekundet til én adresse",
    [EMERGENCY] = "Telefon som besvares mens systemer undersøkes",
    [VALID] = "Gyldig",
    [TO] = "til",
    [RULES] = ("Ingen passord gjettes, ingen svakhet utnyttes, ingenting endres og ingen "
	       "pasientdata hentes. Undersøkelsen bremser og stanser av seg selv når et system "
	       "strever."),
    [REVOKE] = ("Fullmakten kan trekkes tilbake når som helst og uten grunn; sendingen stanser "
		"straks."),
    [SIGNED] = "Signert for virksomheten av",
};

static const char *const *phrases_of(const char *lang)
{
	if (lang && strcmp(lang, "fr") == 0)
		return fr;
	return lang && strcmp(lang, "nb") == 0 ? nb : en;
}

/* A value of somebody's on a line of its own: it cannot begin another line. */
static void put_value(struct str *out, const char *text)
{
	for (; text && *text; text++)
		str_char(
		    out, (char)((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text));
}

static void put_list(
    struct str *out, const char *title, const struct text_list *list, const char *none)
{
	str_addf(out, "%s:\n", title);
	for (size_t i = 0; i < list->n; i++) {
		str_add(out, "- ");
		put_value(out, list->items[i]);
		str_char(out, '\n');
	}
	if (!list->n)
		str_addf(out, "- %s\n", none);
	str_char(out, '\n');
}

static void put_items(struct str *out, const char *const *t, const struct authorise_ask *ask,
    const struct item_list *items)
{
	str_addf(out, "%s:\n%s\n", t[WHAT], ask->items.n ? t[NAMED_ITEMS] : t[ALL_ITEMS]);
	vec_foreach (item, &items->all) {
		str_addf(out, "- %s", item->value);
		if (item->type != ITEM_NETWORK)
			str_addf(out, " %s", t[WITH_BELOW]);
		str_char(out, '\n');
	}
	str_char(out, '\n');
}

void statement_write(struct str *out, const struct authorise_ask *ask, const struct org *org,
    const struct item_list *items, const char *signer_name)
{
	static const enum phrase depths[] = {PASSIVE, STANDARD, FULL};
	const char *const *t = phrases_of(ask->lang);
	char since[32], until[32];

	str_addf(out, "%s\n\n", t[TITLE]);
	put_value(out, org->name);
	str_addf(out, " %s\n\n", t[GIVES]);
	put_items(out, t, ask, items);
	put_list(out, t[NEVER], &ask->exclude, t[NOTHING]);
	str_addf(out, "%s: %s\n\n", t[DEPTH], t[depths[ask->profile]]);
	put_list(out, t[WHEN], &ask->windows, t[ALWAYS]);
	if (ask->rate)
		str_addf(out, "%s: %lld %s\n\n", t[PACE], (long long)ask->rate, t[PACE_UNIT]);
	else
		str_addf(out, "%s: %s\n\n", t[PACE], t[PACE_USUAL]);
	str_addf(out, "%s: ", t[EMERGENCY]);
	put_value(out, ask->emergency);
	str_addf(out, "\n\n%s: %s %s %s\n\n%s\n%s\n\n%s: ", t[VALID],
	    time_minute(ask->since, since), t[TO], time_minute(ask->until, until), t[RULES],
	    t[REVOKE], t[SIGNED]);
	put_value(out, signer_name);
	str_add(out, ", ");
	put_value(out, ask->function);
	str_char(out, '\n');
}
