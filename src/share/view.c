#include "share/view.h"

#include "share/uuid.h"

#include <inttypes.h>
#include <stdio.h>

bool view_sees(const struct share_view *view, const struct blocklist_row *row)
{
	return view->tlps >> row->tlp & 1;
}

bool view_over(const struct share_view *view, const struct blocklist_row *row)
{
	return row->ended || row->expires <= view->now;
}

int64_t view_changed(const struct blocklist_row *row)
{
	return row->ended ? row->ended : row->added;
}

const char *view_uuid(const struct blocklist_row *row, char *to)
{
	char name[128];

	(void)snprintf(name, sizeof(name), "%s\n%" PRId64, row->id, row->added);
	return uuid_of("indicator", name, to);
}

const char *view_house_uuid(const struct share_view *view, char *to)
{
	return uuid_of("identity", view->url, to);
}

const char *view_hash_name(const char *hex)
{
	switch (strlen(hex)) {
	case 32:
		return "MD5";
	case 40:
		return "SHA-1";
	case 64:
		return "SHA-256";
	case 128:
		return "SHA-512";
	default:
		return NULL;
	}
}
