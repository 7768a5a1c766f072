#!/bin/sh
# Every text that the desk or a page has mailed is there: its file in web/mail, its line in src/notify/meson.build and its row in
# src/notify/texts.c. What is mailed is read from the sources: the lower-case words of each statement that fills an outbox
# message, and in those files of the desk every word that begins as a text does ("order_").
set -u
. "$(dirname "$0")/lib.sh"

# named TREE: the texts that its sources name.
named() {
	(cd "$1" && find src -name '*.c' ! -path 'src/notify/*' | LC_ALL=C sort | xargs grep -lE 'outbox_put|links_mail|struct outgoing ' |
		xargs -r awk '
			BEGIN { RS = ";"; family = "^(enrol|order|report|proof|findings|acceptance|contact|retest|confirm)_" }
			{
				mails = /tell\(|links_mail\(|outbox_|[.]template/
				while (match($0, /"[a-z]+(_[a-z]+)*"/)) {
					word = substr($0, RSTART + 1, RLENGTH - 2)
					$0 = substr($0, RSTART + RLENGTH)
					if (mails || (FILENAME ~ /^src[/]desk/ && word ~ family))
						print word
				}
			}' | LC_ALL=C sort -u)
}

# complete TREE: fails and says which text is not there.
complete() {
	bad_texts=0
	for mail in $(named "$1"); do
		[ -f "$1/web/mail/$mail.txt" ] || { echo "web/mail/$mail.txt is missing: a source mails it"; bad_texts=1; }
	done
	for file in "$1"/web/mail/*.txt; do
		mail=$(basename "$file" .txt)
		grep -q "/web/mail/$mail.txt'" "$1/src/notify/meson.build" || { echo "$mail: no line in src/notify/meson.build"; bad_texts=1; }
		[ "$mail" = head ] || [ "$mail" = foot ] || [ "$mail" = advisory_body ] || [ "$mail" = notice_body ] || grep -q "{\"$mail\"," "$1/src/notify/texts.c" ||
			{ echo "$mail: no row in src/notify/texts.c"; bad_texts=1; }
	done
	return "$bad_texts"
}

passes 'every text that is mailed is there' complete "$root"
passes 'the sources name texts' sh -c "[ $(named "$root" | wc -l) -ge 6 ]"
cp -r "$root/src" "$tree/" && mkdir "$tree/web" && cp -r "$root/web/mail" "$tree/web/"
printf 'int f(void)\n{\n\tstruct outgoing m = {\n\t    .template = "bill"};\n\treturn outbox_put(db, &m);\n}\n' >"$tree/src/desk/planted.c"
fails 'a text without a file' 'web/mail/bill.txt is missing' complete "$tree"
rm "$tree/src/desk/planted.c"
cp "$tree/web/mail/reset.txt" "$tree/web/mail/lost.txt"
fails 'a file without a row' 'lost: no row' complete "$tree"
rm "$tree/web/mail/lost.txt" "$tree/web/mail/enrol_legal.txt"
fails 'a file that went away' 'web/mail/enrol_legal.txt is missing' complete "$tree"
finish
