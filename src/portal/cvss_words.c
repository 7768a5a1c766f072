#include "portal/cvss_words.h"

#include "report/i18n.h"

const char *const cvss_words_parts[CVSS_PARTS][2] = {
    [CVSS_PART_BASE] = {TR("Base"), TR("What the flaw is by itself, the same everywhere.")},
    [CVSS_PART_THREAT] = {TR("Threat"), TR("What is known of attacks today.")},
    [CVSS_PART_REQUIREMENTS] = {TR("Requirements"),
	TR("What this system must keep: for care, often availability and integrity.")},
    [CVSS_PART_MODIFIED] = {TR("In this environment"),
	TR("Base values that are otherwise here, by what protects the system.")},
    [CVSS_PART_SUPPLEMENTAL] = {TR("Supplemental"),
	TR("Worth knowing, and without weight in the score.")},
};

#define LOSS                                                        \
	{                                                           \
		TR("All of it"), TR("Some of it"), TR("None of it") \
	}
/* Where people may be harmed, "safety" stands before the rest. */
#define SAFE                                                                   \
	{                                                                      \
		TR("People may be harmed"), TR("All of it"), TR("Some of it"), \
		    TR("None of it")                                           \
	}
#define NEED                                                                 \
	{                                                                    \
		TR("More than usual"), TR("As usual"), TR("Less than usual") \
	}

static const struct cvss_words words[] = {
    {"AV", true, true, TR("Attack vector"), TR("From where the flaw can be attacked."),
	{TR("Over the network"), TR("From the same network"), TR("On the system itself"),
	    TR("By hand on the device")}},
    {"AC", true, true, TR("Attack complexity"),
	TR("Whether an attack must get past something that the attacker does not control."),
	{TR("Nothing to get past"), TR("Something to get past")}},
    {"AT", false, true, TR("Attack requirements"),
	TR("Whether an attack needs what not every installation has."),
	{TR("Works on all"), TR("Works on some")}},
    {"PR", true, true, TR("Privileges required"),
	TR("Which rights an attacker must have before."),
	{TR("No rights"), TR("Rights of a user"), TR("Rights of an administrator")}},
    {"UI", true, false, TR("User interaction"), TR("Whether somebody else must do something."),
	{TR("Nobody"), TR("Somebody must act")}},
    {"UI", false, true, TR("User interaction"), TR("Whether somebody else must do something."),
	{TR("Nobody"), TR("Somebody, as in daily work"), TR("Somebody, against all advice")}},
    {"S", true, false, TR("Scope"),
	TR("Whether an attack reaches beyond the part that has the flaw."),
	{TR("Stays within it"), TR("Reaches beyond it")}},
    {"C", true, false, TR("Confidentiality"), TR("How much is disclosed."), LOSS},
    {"I", true, false, TR("Integrity"), TR("How much can be altered."), LOSS},
    {"A", true, false, TR("Availability"), TR("How much stops working."), LOSS},
    {"VC", false, true, TR("Confidentiality of the system"),
	TR("How much is disclosed of the system that has the flaw."), LOSS},
    {"VI", false, true, TR("Integrity of the system"),
	TR("How much can be altered on the system that has the flaw."), LOSS},
    {"VA", false, true, TR("Availability of the system"),
	TR("How much stops working on the system that has the flaw."), LOSS},
    {"SC", false, true, TR("Confidentiality behind it"),
	TR("How much is disclosed of systems that depend on it."), LOSS},
    {"SI", false, true, TR("Integrity behind it"),
	TR("How much can be altered on systems that depend on it."), LOSS},
    {"SA", false, true, TR("Availability behind it"),
	TR("How much stops working on systems that depend on it."), LOSS},
    {"MSI", false, true, TR("Integrity behind it"),
	TR("How much can be altered on systems that depend on it."), SAFE},
    {"MSA", false, true, TR("Availability behind it"),
	TR("How much stops working on systems that depend on it."), SAFE},
    {"E", true, false, TR("Exploit code maturity"),
	TR("How far code that attacks the flaw has come."),
	{TR("Works by itself"), TR("Works in most cases"), TR("Shows that it can be done"),
	    TR("None is known")}},
    {"E", false, true, TR("Exploit maturity"), TR("Whether the flaw is attacked."),
	{TR("It is attacked"), TR("A proof is published"), TR("Nothing is reported")}},
    {"RL", true, false, TR("Remediation level"), TR("Whether there is a fix."),
	{TR("No fix"), TR("A way round it"), TR("A provisional fix"),
	    TR("The supplier's fix")}},
    {"RC", true, false, TR("Report confidence"), TR("How sure it is that the flaw exists."),
	{TR("Certain"), TR("Probable"), TR("Uncertain")}},
    {"CR", true, true, TR("Confidentiality requirement"),
	TR("How much depends on secrecy here."), NEED},
    {"IR", true, true, TR("Integrity requirement"),
	TR("How much depends on correct data here."), NEED},
    {"AR", true, true, TR("Availability requirement"),
	TR("How much depends on the system running here."), NEED},
    {"S", false, true, TR("Safety"), TR("Whether people may come to harm."),
	{TR("Hardly"), TR("Yes, people may be harmed")}},
    {"AU", false, true, TR("Automatable"),
	TR("Whether a program can attack many systems by itself."), {TR("No"), TR("Yes")}},
    {"R", false, true, TR("Recovery"), TR("How the system comes back after an attack."),
	{TR("By itself"), TR("When somebody helps"), TR("Not at all")}},
    {"V", false, true, TR("Value density"), TR("How much an attacker gains at once."),
	{TR("Little"), TR("Much")}},
    {"RE", false, true, TR("Response effort"), TR("How hard it is to respond."),
	{TR("Easy"), TR("Some work"), TR("Hard")}},
    {"U", false, true, TR("Provider urgency"), TR("How urgent the supplier says it is."),
	{TR("No urgency"), TR("Some urgency"), TR("Urgent"), TR("Most urgent")}},
};

const struct cvss_words *cvss_words_of(enum cvss_version version, const struct cvss_metric *m)
{
	/* A modified metric means what its base does, but for safety. */
	const char *names[] = {m->name, m->part == CVSS_PART_MODIFIED ? m->name + 1 : m->name};

	for (size_t k = 0; k < ARRAY_LEN(names); k++)
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (strcmp(words[i].name, names[k]) == 0 &&
			    (version == CVSS_4_0 ? words[i].v4 : words[i].v3))
				return &words[i];
	return NULL;
}
