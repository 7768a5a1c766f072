/* The last chapter: words that a reader who is no specialist will meet. */
#include "report/build_parts.h"

struct term {
	const char *name;
	const char *meaning;
};

static const struct term terms[] = {
    {TR("AE title"),
	TR("The name with which a DICOM device introduces itself. It is no password.")},
    {TR("Certificate"), TR("The electronic identity card of a server. It lets a browser check "
			   "whom it talks to.")},
    {TR("Cipher suite"),
	TR("The set of methods that two parties agree on to encrypt a connection.")},
    {TR("CWE"), TR("Common Weakness Enumeration: an international list of kinds of weaknesses "
		   "with numbers.")},
    {TR("DICOM"), TR("The standard by which medical images are exchanged and stored.")},
    {TR("DMARC"), TR("A public record by which a domain says what to do with e-mail that "
		     "abuses its name.")},
    {TR("DNS"),
	TR("The domain name system, the directory that leads from names to addresses.")},
    {TR("DNSSEC"),
	TR("Signatures that protect the answers of the domain name system against forgery.")},
    {TR("Exposed"),
	TR("Reachable by anyone on the Internet, without first passing a gate such as a VPN.")},
    {TR("FHIR"), TR("A standard by which health care programs exchange records over the web.")},
    {TR("Forward secrecy"), TR("A property of encryption: a key stolen later does not open "
			       "connections recorded earlier.")},
    {TR("HL7 v2"), TR("The messages by which hospital systems tell each other of admissions, "
		      "orders and results.")},
    {TR("HSTS"), TR("A header by which a web site tells browsers to come back only over an "
		    "encrypted connection.")},
    {TR("PACS"), TR("The archive in which a hospital keeps its medical images.")},
    {TR("Port"), TR("A numbered door of a system; behind each open one a service answers.")},
    {TR("Service"), TR("A program that answers on the network: a web server, a mail server, an "
		       "image archive.")},
    {TR("SPF"), TR("A public record that lists who may send e-mail in the name of a domain.")},
    {TR("SSH"), TR("An encrypted connection by which administrators work on remote systems.")},
    {TR("STARTTLS"), TR("The command with which a mail connection that began in clear changes "
			"to encryption.")},
    {TR("TLP"), TR("Traffic Light Protocol: the marking that says with whom a document may be "
		   "shared.")},
    {TR("TLS"), TR("The encryption of web, mail and many other connections; its forerunner was "
		   "called SSL.")},
    {TR("VPN"),
	TR("An encrypted tunnel into a network, open only to those who prove who they are.")},
    {TR("Vulnerability"),
	TR("A weakness of a system, a setting or a program that an attacker could use.")},
    {TR("Zone transfer"),
	TR("The copy of all names of a domain that name servers make among themselves.")},
};

/* By the words of the language, so that the list is alphabetical in each; ASCII order is enough
 * for these first letters. */
static void sort_terms(const struct lang *lang, struct term *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct term t = list[i];
		size_t at = i;

		for (; at && strcasecmp(tr(lang, list[at - 1].name), tr(lang, t.name)) > 0;
		     at--)
			list[at] = list[at - 1];
		list[at] = t;
	}
}

void build_glossary(struct build *b)
{
	struct doc_node *chapter = build_chapter(b, say(b, "Glossary"), "glossary");
	struct doc_node *facts = doc_add(b->doc, chapter, DOC_FACTS);
	struct term *sorted = ARENA_ARRAY(b->arena, ARRAY_LEN(terms), struct term);

	memcpy(sorted, terms, sizeof(terms));
	sort_terms(b->lang, sorted, ARRAY_LEN(terms));
	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		doc_fact(
		    b->doc, facts, tr(b->lang, sorted[i].name), tr(b->lang, sorted[i].meaning));
}
