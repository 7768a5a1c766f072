#!/bin/sh
# tools/po-update --check finds words of sources and templates that a language lacks.
set -u
. "$(dirname "$0")/lib.sh"
check="$tree/tools/po-update"

mkdir -p "$tree/tools"
cp "$root/tools/po-update" "$root/tools/template-texts" "$root/tools/refusal-texts" "$tree/tools/"
echo src/x.c | put po/POTFILES
echo 'const char *x = tr(0, "One");' | put src/x.c

# language [MSGID MSGSTR]...: writes po/fr.po with "One" and the pairs.
language() {
	{
		printf 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: fr\\n"\n'
		printf '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\nmsgid "One"\nmsgstr "Un"\n'
		while [ $# -gt 1 ]; do
			printf '\nmsgid "%s"\nmsgstr "%s"\n' "$1" "$2"
			shift 2
		done
	} | put po/fr.po
}

echo '<p>{{name}}</p>' | put web/portal/page.html
language
passes 'a source and a template without words' "$check" --check
echo 'const char *x = tr(0, "Two");' | put src/x.c
fails 'a word of a source' 'po/fr.po: words without translation' "$check" --check
echo 'const char *x = tr(0, "One");' | put src/x.c
printf '<p title="{{_ Say\n\t"hi" }}">{{_n n|{n} x|{n} \\ xs}}</p>\n' | put web/portal/page.html
language
fails 'a text of a template, on one line and quoted' 'Say \"hi\"' "$check" --check
language 'Say \"hi\"' 'Dis'
fails 'a plural of a template' '{n} x' "$check" --check
language 'Say \"hi\"' 'Dis'
printf '\nmsgid "{n} x"\nmsgid_plural "{n} \\\\ xs"\nmsgstr[0] "{n} x"\nmsgstr[1] "{n} xs"\n' >>"$tree/po/fr.po"
passes 'both translated' "$check" --check
echo 'Dear {{name}}, {{_ your case {a.b}}}' | put web/mail/new.txt
fails 'a text of a mail, with a value at its end' 'your case {a.b}' "$check" --check
language 'Say \"hi\"' 'Dis' 'your case {a.b}' 'votre cas {b}'
printf '\nmsgid "{n} x"\nmsgid_plural "{n} \\\\ xs"\nmsgstr[0] "{n} x"\nmsgstr[1] "{n} xs"\n' >>"$tree/po/fr.po"
fails 'a translation that names another value' 'other values' "$check" --check
echo '<p>{{name}}</p>' | put web/portal/page.html
echo '' | put web/mail/new.txt
language
echo 'int x(void) { return db_fail(db, ERR_DENIED, "no \"way\"", a ? "x" : "One", "%s is " "%-s", f(b, "One")); }' | put src/desk/y.c
fails 'what of a refusal' 'no \"way\"' "$check" --check
language 'no \"way\"' 'non' 'x' 'x'
fails 'the format of its detail, in two pieces' '%s is %-s' "$check" --check
# shellcheck disable=SC2016 # places of values, not the shell's
language 'no \"way\"' 'non' 'x' 'x' '%s is %-s' '%2$s : %1$d'
fails 'its translation names other values' 'other values' "$check" --check
# shellcheck disable=SC2016 # places of values, not the shell's
language 'no \"way\"' 'non' 'x' 'x' '%s is %-s' '%2$s : %1$s'
passes 'a refusal that is translated' "$check" --check
echo 'int x(void) { return db_fail(db, ERR_DENIED, text, "One", "One"); }' | put src/desk/y.c
language
fails 'a refusal that is put together at run time' 'src/desk/y.c: db_fail: "text" is not written' "$check" --check
rm "$tree/src/desk/y.c"
echo '{{_n n|one}}' | put web/portal/page.html
fails 'a plural without its second form' 'page.html: {{_n n|one}}' "$check" --check
finish
