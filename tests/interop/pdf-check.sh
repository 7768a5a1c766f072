#!/bin/sh
# The sample report as a PDF, in three languages, read by programs that know nothing of its writer: qpdf (syntax), poppler (fonts,
# structure, text) and, through tests/interop/verapdf/run, veraPDF (PDF/UA-1). TAP on standard output.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
count=0
bad=0

# check NAME COMMAND...: one test, whose command must succeed.
check() {
	name=$1
	shift
	count=$((count + 1))
	if "$@" >"$work/log" 2>&1; then
		echo "ok $count - $name"
	else
		bad=1
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/log"
	fi
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

program=
for build in "${VARDE_BUILD:-build-check}" build-check build build-asan; do
	[ -x "$build/tests/interop/sample-pdf" ] && program=$build/tests/interop/sample-pdf && break
done
if [ -z "$program" ]; then
	echo "Bail out! tests/interop/sample-pdf is not built; run make build or make check"
	exit 1
fi
for tool in qpdf pdfinfo pdffonts pdftotext; do
	command -v $tool >/dev/null || {
		skip 'PDF files' "$tool is missing: apt-get install qpdf poppler-utils"
		echo "1..$count"
		exit 0
	}
done

# Every font is embedded, a subset, and knows its characters' text.
fonts_embedded() {
	pdffonts "$1" | tail -n +3 >"$work/fonts"
	cat "$work/fonts"
	[ "$(wc -l <"$work/fonts")" -ge 3 ] && ! grep -v 'Identity-H  *yes yes yes' "$work/fonts"
}

# The structure holds each of the words.
structure_has() {
	file=$1
	shift
	pdfinfo -struct-text "$file" >"$work/structure" 2>&1 || return 1
	! grep -i error "$work/structure" || return 1
	for word in "$@"; do
		grep -qF -- "$word" "$work/structure" || { echo "no $word"; return 1; }
	done
}

# White space is the layout's business: the rest of the text must be there, in order.
squeeze() {
	tr -d ' \n\f\302\240' <"$1"
}

text_has() {
	pdftotext "$1" "$work/text" || return 1
	squeeze "$work/text" >"$work/squeezed"
	shift
	for word in "$@"; do
		printf %s "$word" >"$work/word"
		squeeze "$work/word" >"$work/word2"
		grep -qF -f "$work/word2" "$work/squeezed" || { echo "lost: $word"; return 1; }
	done
}

# All rows of the long table, all letters of the long word, every line of evidence.
nothing_lost() {
	alphabet=abcdefghijklmnopqrstuvwxyz
	text_has "$1" "$alphabet$alphabet$alphabet" '220 mail.test ESMTP' 'Server: Apache/2.4.1 (Unix) OpenSSL/1.0.1e-fips' \
		'and so on end' '(parens) \back\slash <html> &' 'softhyphen' 'query=that&is=longer%20than-a-line_of_text#fragment' ||
		return 1
	for row in $(seq -f 'serveur-%03g.chu-sainte-anne.test' 1 120); do
		grep -qF "$row" "$work/squeezed" || { echo "lost: $row"; return 1; }
	done
	! grep -qP '[\x00-\x08\x0b\x0e-\x1f]' "$work/text"
}

links_are_safe() {
	qpdf --qdf --object-streams=disable "$1" "$work/plain.pdf" || return 1
	grep -a '/URI (' "$work/plain.pdf"
	grep -aq '/URI (mailto:cert@example.test)' "$work/plain.pdf" &&
		grep -aq '/URI (https://www.example.test/%C3%A5?a=\\(b\\))' "$work/plain.pdf" &&
		! grep -aqi '/URI (\(javascript\|file\)' "$work/plain.pdf"
}

same_again() {
	"$program" "$1" 12 "$work/again.pdf" && cmp "$work/$1.pdf" "$work/again.pdf"
}

for lang in en fr nb; do
	check "$lang: is written" "$program" $lang 12 "$work/$lang.pdf"
	check "$lang: qpdf finds no error" qpdf --check "$work/$lang.pdf"
	check "$lang: fonts are embedded subsets" fonts_embedded "$work/$lang.pdf"
	check "$lang: nothing of the text is lost" nothing_lost "$work/$lang.pdf"
	check "$lang: links lead nowhere they should not" links_are_safe "$work/$lang.pdf"
	check "$lang: the same input gives the same bytes" same_again $lang
done
check 'en: headings, tables, figures are in the structure' structure_has "$work/en.pdf" H1 H2 H3 H4 Table THead /Scope TOCI \
	Figure LBody Caption 'Audit of what the Internet sees' 'Map of the systems found'
check 'fr: words of the report' text_has "$work/fr.pdf" 'Synthèse managériale' 'À faire en premier' 'Page 3 sur' 'Établissement'
check 'nb: words of the report' text_has "$work/nb.pdf" 'Sammendrag for ledelsen' 'Gjør dette først' 'Side 3 av' 'bør lukkes'

tests/interop/verapdf/run "$work/en.pdf" "$work/fr.pdf" "$work/nb.pdf" >"$work/vera" 2>&1
case $? in
77) skip 'veraPDF: PDF/UA-1' "$(tail -1 "$work/vera")" ;;
*)
	for lang in en fr nb; do
		check "$lang: conforms to PDF/UA-1" grep "$lang.pdf: PDF/UA-1 isCompliant=true" "$work/vera"
	done
	[ $bad = 0 ] || sed 's/^/# /' "$work/vera"
	# The validator must be able to say no: the same file with another part of PDF/UA named, and without its structure.
	sed 's/<pdfuaid:part>1</<pdfuaid:part>3</' "$work/en.pdf" >"$work/part.pdf"
	qpdf --qdf --object-streams=disable "$work/en.pdf" - | sed 's/\/Marked true/\/Marked false/; s/\/Alt /\/Xyz /' |
		fix-qdf >"$work/marked.pdf" 2>/dev/null
	tests/interop/verapdf/run "$work/part.pdf" "$work/marked.pdf" >"$work/vera" 2>&1
	check 'veraPDF refuses a wrong part' grep 'part.pdf: PDF/UA-1 isCompliant=false' "$work/vera"
	check 'veraPDF refuses unmarked content and figures without text' grep 'marked.pdf: PDF/UA-1 isCompliant=false' "$work/vera"
	;;
esac
echo "1..$count"
exit $bad
