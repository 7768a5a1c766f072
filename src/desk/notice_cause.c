#include "base/phrase.h"
#include "desk/alert_tell.h"
#include "desk/notice.h"

const struct notice_cause notice_causes[] = {
    {"message", TR("Message of the CERT"), NULL, NULL},
    {ALERT_CAUSE, TR("Alert"), "/orgs/{org}/alerts?type={object}", alert_tell_answered},
    {"finding", TR("Finding"), "/orgs/{org}/findings/{object}", NULL},
    {"advisory", TR("Advisory"), "/orgs/{org}/advisories/{object}", NULL},
    {"incident", TR("Incident"), NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

const struct notice_cause *notice_cause_of(const char *name)
{
	for (const struct notice_cause *c = notice_causes; name && c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}
