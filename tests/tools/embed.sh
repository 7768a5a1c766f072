#!/bin/sh
# tools/embed puts files into a program as they are, by name and as a table.
set -u
. "$(dirname "$0")/lib.sh"
embed="$root/tools/embed"

printf '<p>"\\ æ\n</p>' | put web/a.html
printf '' | put web/b.html
put main.c <<'C'
#include "base/embed.h"

#include <stdio.h>

extern const struct embed_file embed_pages[];
extern const uint8_t embed_one[], embed_one_end[];
extern const char embed_one_sha256[];

int main(void)
{
	for (const struct embed_file *f = embed_pages; f->name; f++)
		printf("%s %zu [%s]\n", f->name, f->bytes.n, (const char *)f->bytes.p);
	printf("%d %s\n", (int)(embed_one_end - embed_one), embed_one_sha256);
	return 0;
}
C
printf 'a.html 13 [<p>"\\ æ\n</p>]\nb.html 0 []\n13 %s\n' "$(sha256sum "$tree/web/a.html" | cut -d ' ' -f 1)" | put expected

build() {
	cd "$tree" && "$embed" --table pages pages.c web/a.html web/b.html && "$embed" one.c one=web/a.html &&
		"${CC:-cc}" -std=gnu17 -Wall -Werror -I"$root/src" -o main main.c pages.c one.c && ./main >said && diff expected said
}
passes 'a table and a file in a program' build
mkdir "$tree/other"
cp "$tree/web/a.html" "$tree/other/"
fails 'two files of one name' 'a.html' "$embed" --table pages "$tree/pages.c" "$tree/web/a.html" "$tree/other/a.html"
finish
