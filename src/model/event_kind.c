#include "model/event_kind.h"

#include "base/macros.h"

#include <string.h>

const char *const rsit_class_names[] = {"abusive-content", "malicious-code",
    "information-gathering", "intrusion-attempts", "intrusions", "availability",
    "information-content-security", "fraud", "vulnerable", "other", "test", NULL};

#define OPEN   RSIT_VULNERABLE, "potentially-unwanted-accessible"
#define LEAKS  RSIT_VULNERABLE, "information-disclosure"
#define AMPS   RSIT_VULNERABLE, "ddos-amplifier"
#define BROKEN RSIT_VULNERABLE, "vulnerable-system"

const struct event_kind event_kinds[] = {
    {"infected-device", RSIT_MALICIOUS_CODE, "infected-system", CRIT_CRITICAL, true, NULL,
	TR("Infected device"),
	TR("A device behind this address talks to the control servers of malware. Find it by "
	   "the "
	   "time and the port in your firewall's log, take it off the network, keep a copy of "
	   "its "
	   "disk before you reinstall it, and change the passwords that were used on it.")},
    {"c2-server", RSIT_MALICIOUS_CODE, "c2-server", CRIT_CRITICAL, true, NULL,
	TR("Control server of attackers"),
	TR("Software with which attackers steer compromised machines answers here. Disconnect "
	   "the "
	   "machine, keep its memory and disk, and call the CERT before you clean anything: "
	   "others of your systems are likely to be affected.")},
    {"malware-distribution", RSIT_MALICIOUS_CODE, "malware-distribution", CRIT_CRITICAL, true,
	"http-", TR("Malware is offered for download"),
	TR("A file that is malware can be fetched from this address. Take it away, find out "
	   "how it "
	   "got there (account, plug-in, upload form), and look through the server's log for "
	   "who "
	   "fetched it.")},
    {"compromised-website", RSIT_INTRUSIONS, "system-compromise", CRIT_CRITICAL, true, "http-",
	TR("Compromised website"),
	TR("Somebody else has changed this website. Take it off the Internet or put it into "
	   "maintenance, restore it from a backup of before, update it and its plug-ins, and "
	   "change all passwords and keys that it knew.")},
    {"compromised-device", RSIT_INTRUSIONS, "system-compromise", CRIT_CRITICAL, true, NULL,
	TR("Compromised device"),
	TR("Somebody else has control over this device. Disconnect it, keep its state for the "
	   "examination, reset it to the newest firmware of its maker, set new passwords, and "
	   "look "
	   "at what it could reach.")},
    {"leaked-credentials", RSIT_INFORMATION_CONTENT_SECURITY, "data-leak", CRIT_CRITICAL, true,
	NULL, TR("Leaked account"),
	TR("A name and password of your organisation were found where criminals trade them. "
	   "Change "
	   "the password, end all sessions of the account, demand a second factor, and look "
	   "for "
	   "malware on the machine where it was typed.")},
    {"brute-force-source", RSIT_INTRUSION_ATTEMPTS, "brute-force", CRIT_HIGH, false, NULL,
	TR("Password guessing from your network"),
	TR("From this address somebody tried passwords on systems of others. It is most often "
	   "an "
	   "infected device: find it by the time in your firewall's log, take it off the "
	   "network "
	   "and examine it.")},
    {"attack-source", RSIT_INTRUSION_ATTEMPTS, "exploit", CRIT_HIGH, true, NULL,
	TR("Attacks from your network"),
	TR("From this address somebody attacked systems of others. Find the device by the time "
	   "in "
	   "your firewall's log, take it off the network and examine it; limit what devices "
	   "may "
	   "send to the Internet.")},
    {"scan-source", RSIT_INFORMATION_GATHERING, "scanner", CRIT_MEDIUM, false, NULL,
	TR("Searching for victims from your network"),
	TR("From this address somebody looked for open services of others. If nobody of yours "
	   "does "
	   "that on purpose, the device is likely to be infected: find it by the time in your "
	   "firewall's log and examine it.")},
    {"ddos-source", RSIT_AVAILABILITY, "ddos", CRIT_HIGH, true, NULL,
	TR("Part of an attack on others' availability"),
	TR("A device behind this address takes part in attacks that overload others. Find it "
	   "by "
	   "the time in your firewall's log; it is infected, or a service of it answers forged "
	   "questions and must be closed.")},
    {"ddos-target", RSIT_AVAILABILITY, "ddos", CRIT_MEDIUM, true, NULL,
	TR("Target of an attack on availability"),
	TR("Somebody tries to overload this address. If services suffer, ask your provider to "
	   "filter, name what must stay reachable, and tell the CERT.")},
    {"open-rdp", OPEN, CRIT_HIGH, false, "rdp-", TR("Remote desktop open to the Internet"),
	TR("Anybody can try passwords and known weaknesses on this remote desktop. Close it to "
	   "the "
	   "Internet and let it be reached through a VPN with a second factor only; look in "
	   "its "
	   "log for sign-ins that nobody can explain.")},
    {"open-remote-control", OPEN, CRIT_HIGH, false, "vnc-",
	TR("Remote control open to the Internet"),
	TR("Screens and keyboards can be taken over from the Internet. Close the service to "
	   "the "
	   "Internet, let it be reached through a VPN with a second factor only, and set a "
	   "password of its own.")},
    {"open-smb", OPEN, CRIT_HIGH, false, "smb-", TR("Windows file shares open to the Internet"),
	TR("File shares belong inside. Block TCP 445 and 139 and UDP 137 and 138 at the "
	   "firewall, "
	   "switch version 1 of the protocol off, and see whether strangers have read or "
	   "written "
	   "files.")},
    {"open-telnet", OPEN, CRIT_HIGH, false, "telnet-", TR("Telnet open to the Internet"),
	TR("Passwords go over the line readable, and infected devices look for this service "
	   "all "
	   "the time. Switch it off; use SSH from inside or through a VPN, and change the "
	   "passwords that were used.")},
    {"open-ftp", OPEN, CRIT_LOW, false, "ftp-", TR("FTP without encryption"),
	TR("Passwords and files go over the line readable. Offer SFTP or HTTPS instead, or "
	   "demand "
	   "TLS; close FTP when nobody needs it.")},
    {"open-ssh", OPEN, CRIT_LOW, false, "ssh-", TR("SSH open to the Internet"),
	TR("Passwords are tried here day and night. Allow keys only, limit who may connect, "
	   "and "
	   "keep the server up to date.")},
    {"open-database", LEAKS, CRIT_HIGH, false, "database-", TR("Database open to the Internet"),
	TR("A database answers the whole Internet. Let it listen inside only, demand "
	   "passwords, "
	   "and look whether data were read, changed or deleted: when there are data of "
	   "patients "
	   "in it, tell your data protection officer at once.")},
    {"open-directory", LEAKS, CRIT_HIGH, false, NULL,
	TR("Directory service open to the Internet"),
	TR("Names, groups and machines of your organisation can be read, and the service "
	   "answers "
	   "forged questions. Close LDAP (TCP and UDP 389) to the Internet.")},
    {"open-files", LEAKS, CRIT_MEDIUM, false, NULL, TR("File service open to the Internet"),
	TR("Files can be listed or fetched from outside. Close the service to the Internet, "
	   "and "
	   "look which files lay open and who fetched them.")},
    {"open-snmp", LEAKS, CRIT_MEDIUM, false, "snmp-", TR("SNMP open to the Internet"),
	TR("The device tells strangers about itself and your network. Close UDP 161 to the "
	   "Internet, use version 3 with passwords, and replace the community \"public\".")},
    {"open-dns", AMPS, CRIT_MEDIUM, false, "dns-recursion", TR("Name server for everybody"),
	TR("The name server answers anybody's questions and so takes part in attacks on "
	   "others. "
	   "Let it answer your own network only, or about your own names only.")},
    {"open-ntp", AMPS, CRIT_MEDIUM, false, NULL, TR("Time server that amplifies attacks"),
	TR("The time server gives long answers to short forged questions. Update it, switch "
	   "queries of others off (noquery), or close UDP 123 to the Internet.")},
    {"open-amplifier", AMPS, CRIT_MEDIUM, false, NULL, TR("Service that amplifies attacks"),
	TR("The service gives long answers to short forged questions, and attackers use it "
	   "against "
	   "others. Close it to the Internet; hardly anybody needs it from outside.")},
    {"open-proxy", OPEN, CRIT_MEDIUM, false, NULL, TR("Open proxy or tunnel"),
	TR("Strangers can use this service to hide behind your address or to reach inside. Let "
	   "your own network use it only, and look in its log for who did.")},
    {"open-management", OPEN, CRIT_HIGH, false, "http-admin",
	TR("Management of hardware or network open to the Internet"),
	TR("Whoever gets in here controls the hardware below every other protection. Put it "
	   "into a "
	   "network of its own, reachable through a VPN only, change its passwords, and "
	   "install "
	   "the newest firmware.")},
    {"open-cloud", OPEN, CRIT_CRITICAL, false, NULL,
	TR("Container or cluster management open to the Internet"),
	TR("Without a password, this gives control over the machine and all that runs on it. "
	   "Close "
	   "it at once, demand certificates, and look for containers that nobody of yours has "
	   "started.")},
    {"open-industrial", OPEN, CRIT_HIGH, false, NULL,
	TR("Building or industrial control open to the Internet"),
	TR("Heating, access, power or laboratory equipment can be read or steered from "
	   "outside. "
	   "Take it off the Internet, let its maintainer come in through a VPN, and check its "
	   "settings.")},
    {"open-medical", OPEN, CRIT_CRITICAL, false, "dicom-",
	TR("Medical system open to the Internet"),
	TR("Images or messages about patients may be readable from outside. Close it at once, "
	   "let "
	   "partners come in through a VPN, look who has read what, and tell your data "
	   "protection "
	   "officer.")},
    {"open-device", OPEN, CRIT_HIGH, false, "printer-",
	TR("Printer, camera or other device open to the Internet"),
	TR("Such devices are rarely updated and often taken over. Take it off the Internet, "
	   "install the newest firmware, and change its password.")},
    {"open-messages", OPEN, CRIT_MEDIUM, false, "mqtt-",
	TR("Message service open to the Internet"),
	TR("Machines exchange messages here that others can read or send. Demand a password "
	   "and "
	   "TLS, and limit who may connect.")},
    {"open-service", OPEN, CRIT_LOW, false, NULL,
	TR("Service open to the Internet that seldom should be"),
	TR("See whether anybody outside needs it. If not, close it at the firewall; if so, "
	   "limit "
	   "who may connect and keep it up to date.")},
    {"vulnerable-exchange", BROKEN, CRIT_CRITICAL, true, "software-",
	TR("Exchange server with known weaknesses"),
	TR("Attackers use these weaknesses to get in. Install the newest cumulative and "
	   "security "
	   "updates today, then look for traces of a break-in: web shells, new accounts, "
	   "forwarding "
	   "rules.")},
    {"vulnerable-web", BROKEN, CRIT_CRITICAL, true, "software-",
	TR("Web service with a known weakness"),
	TR("The weakness that is named can be used from outside. Install the maker's update or "
	   "take the service off the Internet, then look in its log for whether somebody was "
	   "faster.")},
    {"vulnerable-mail", BROKEN, CRIT_CRITICAL, true, "software-",
	TR("Mail server with a known weakness"),
	TR("The version that answers has a weakness that can be used from outside. Install the "
	   "update of its maker, and look for traces of a break-in.")},
    {"vulnerable-gateway", BROKEN, CRIT_CRITICAL, true, "software-",
	TR("VPN, router or firewall with a known weakness"),
	TR("Whoever gets in here stands inside your network. Install the maker's update today, "
	   "end "
	   "all sessions, change passwords and keys of the device, and look for accounts and "
	   "rules "
	   "that nobody of yours has made.")},
    {"weak-crypto", RSIT_VULNERABLE, "weak-crypto", CRIT_LOW, false, "tls-",
	TR("Weak encryption"),
	TR("What is sent here can be read or changed under way. Allow TLS 1.2 and 1.3 only, "
	   "and "
	   "switch the old suites off.")},
    {"phishing-site", RSIT_FRAUD, "phishing", CRIT_HIGH, true, "http-",
	TR("Page that steals passwords"),
	TR("A page on this server pretends to be somebody else. Take it away, find out how it "
	   "got "
	   "there, and tell the CERT which accounts were typed into it.")},
    {"spam-source", RSIT_ABUSIVE_CONTENT, "spam", CRIT_LOW, true, NULL,
	TR("Unwanted mail from your network"),
	TR("From this address unwanted mail is sent, or advertised by its pages. Look for a "
	   "stolen "
	   "account or an infected device, and let only your mail servers send mail.")},
    {"blocklisted", RSIT_OTHER, "blocklist", CRIT_LOW, true, NULL,
	TR("On a list of addresses to block"),
	TR("Others block this address, and mails of yours may not arrive. Look for the cause "
	   "(an "
	   "infected device, a stolen account), then ask the list to take it off.")},
    {"spoofing", RSIT_VULNERABLE, "vulnerable-system", CRIT_MEDIUM, false, NULL,
	TR("Network that lets forged addresses out"),
	TR("From your network packets with others' addresses can be sent. Ask your provider or "
	   "set "
	   "your router so that only your own addresses get out (BCP 38).")},
    {"device-seen", RSIT_OTHER, "undetermined", CRIT_INFO, false, NULL,
	TR("Device that can be seen from the Internet"),
	TR("Nothing is wrong with it that we know of. See whether it must be reachable from "
	   "outside.")},
    {"attack-target", RSIT_INTRUSION_ATTEMPTS, "exploit", CRIT_HIGH, true, "software-",
	TR("Attack on one of your systems"),
	TR("Somebody tried to exploit a weakness of this system. See whether it has the "
	   "weakness "
	   "(its version, what the alert names), whether its log shows that the attack came "
	   "through, close the weakness, and block the address if it goes on.")},
    {"brute-force-target", RSIT_INTRUSION_ATTEMPTS, "brute-force", CRIT_HIGH, false, NULL,
	TR("Password guessing on one of your systems"),
	TR("Somebody tries passwords here. See whether one was found (sign-ins from that "
	   "address), demand a second factor, lock accounts after wrong tries, and let the "
	   "service be reached from where it is needed only.")},
    {"scan-target", RSIT_INFORMATION_GATHERING, "scanner", CRIT_LOW, false, NULL,
	TR("Somebody searches your systems for weaknesses"),
	TR("That happens to everybody who is on the Internet. Nothing needs to be done but to "
	   "see that only what must answer does.")},
    {"phished-account", RSIT_FRAUD, "phishing", CRIT_HIGH, true, NULL,
	TR("Somebody of yours was on a phishing page"),
	TR("A device of yours spoke with a page that steals passwords. Find out who it was by "
	   "the address and the time, change the passwords, end all sessions of the account, "
	   "and look for sign-ins from elsewhere and new rules of the mailbox.")},
    {"patient-data", RSIT_INFORMATION_CONTENT_SECURITY, "data-leak", CRIT_HIGH, false, "dicom-",
	TR("Patients' data went over the line readable"),
	TR("Images or messages of patients crossed your border without encryption. Find the "
	   "two "
	   "systems, let them speak inside a VPN or TLS only, and ask your data protection "
	   "officer whether it must be reported.")},
    {"lateral-movement", RSIT_INTRUSIONS, "system-compromise", CRIT_HIGH, false, NULL,
	TR("A device reaches for others inside"),
	TR("A device opened administration services of others where it never did. If nobody "
	   "can "
	   "explain it, take it off the network, keep its memory and disk, and call the CERT: "
	   "that is how an encryption of everything begins.")},
    {"clear-password", RSIT_INFORMATION_CONTENT_SECURITY, "unauthorised-information-access",
	CRIT_MEDIUM, false, NULL, TR("A password went over the line readable"),
	TR("Whoever can listen on the way has the password. Let the two systems speak with "
	   "encryption (HTTPS, SSH, TLS), change the password afterwards, and everywhere else "
	   "where the same one is used.")},
    {"remote-tool", RSIT_OTHER, "undetermined", CRIT_LOW, true, NULL,
	TR("A program for remote support is in use"),
	TR("Support uses such programs, and so do attackers who want to stay. See who "
	   "installed "
	   "it and when; if nobody can say, take the device off the network and examine it. "
	   "Allow one such program and block the others.")},
    {"protection-bypass", RSIT_OTHER, "undetermined", CRIT_MEDIUM, true, NULL,
	TR("Traffic that goes around your protections"),
	TR("A device uses a way (Tor, a tunnel, names asked elsewhere than at your servers) on "
	   "which your filters see nothing. Find out which program does that; if nobody wants "
	   "it, examine the device, and block that way at the firewall.")},
    {"indicator-met", RSIT_MALICIOUS_CODE, "infected-system", CRIT_HIGH, true, NULL,
	TR("A sign of an attack was found in older traffic"),
	TR("A system of yours met a name, address or file that was not known to be bad then. "
	   "Examine it as an infected one: find out what it did since, by its log and that of "
	   "the firewall, and tell the CERT what you find.")},
    {"suspicious-traffic", RSIT_OTHER, "undetermined", CRIT_LOW, true, NULL,
	TR("Traffic that is not as usual"),
	TR("A sensor saw what a rule thinks worth a look. See whether the two systems are "
	   "meant "
	   "to speak like that; if nobody knows, ask the CERT.")},
    {"other", RSIT_OTHER, "undetermined", CRIT_MEDIUM, true, NULL,
	TR("Something else was reported"),
	TR("Look at the rows: they say what was seen, when and where. Ask the CERT when it is "
	   "not "
	   "clear what to do.")},
    {NULL, RSIT_OTHER, NULL, CRIT_INFO, false, NULL, NULL, NULL},
};

const char *const event_kind_names[] = {"infected-device", "c2-server", "malware-distribution",
    "compromised-website", "compromised-device", "leaked-credentials", "brute-force-source",
    "attack-source", "scan-source", "ddos-source", "ddos-target", "open-rdp",
    "open-remote-control", "open-smb", "open-telnet", "open-ftp", "open-ssh", "open-database",
    "open-directory", "open-files", "open-snmp", "open-dns", "open-ntp", "open-amplifier",
    "open-proxy", "open-management", "open-cloud", "open-industrial", "open-medical",
    "open-device", "open-messages", "open-service", "vulnerable-exchange", "vulnerable-web",
    "vulnerable-mail", "vulnerable-gateway", "weak-crypto", "phishing-site", "spam-source",
    "blocklisted", "spoofing", "device-seen", "attack-target", "brute-force-target",
    "scan-target", "phished-account", "patient-data", "lateral-movement", "clear-password",
    "remote-tool", "protection-bypass", "indicator-met", "suspicious-traffic", "other", NULL};

/* Names of Shadowserver's reports, those of IPv6 (scan6_, event6_) as of IPv4; the longest
 * beginning counts. */
static const struct {
	const char *report, *kind;
} reports[] = {
    {"blocklist", "blocklisted"},
    {"compromised_account", "leaked-credentials"},
    {"compromised_iot", "compromised-device"},
    {"compromised_website", "compromised-website"},
    {"device_id", "device-seen"},
    {"event_ddos_participant", "ddos-source"},
    {"event_honeypot", "attack-source"},
    {"event_honeypot_adb_scan", "scan-source"},
    {"event_honeypot_brute_force", "brute-force-source"},
    {"event_honeypot_darknet", "scan-source"},
    {"event_honeypot_ddos", "ddos-source"},
    {"event_honeypot_ddos_amp", "ddos-target"},
    {"event_honeypot_ddos_target", "ddos-target"},
    {"event_initial_access_broker", "leaked-credentials"},
    {"event_ip_spoofer", "spoofing"},
    {"event_microsoft_sinkhole", "infected-device"},
    {"event_sinkhole", "infected-device"},
    {"malware_url", "malware-distribution"},
    {"phish_url", "phishing-site"},
    {"population", "open-service"},
    {"sandbox_conn", "malware-distribution"},
    {"sandbox_url", "malware-distribution"},
    {"scan", "open-service"},
    {"scan_activemq", "open-messages"},
    {"scan_adb", "open-device"},
    {"scan_afp", "open-files"},
    {"scan_amqp", "open-messages"},
    {"scan_ard", "open-remote-control"},
    {"scan_badsecrets", "vulnerable-web"},
    {"scan_beacon", "c2-server"},
    {"scan_bgp", "open-management"},
    {"scan_chargen", "open-amplifier"},
    {"scan_cisco_smart_install", "open-management"},
    {"scan_coap", "open-amplifier"},
    {"scan_couchdb", "open-database"},
    {"scan_cwmp", "open-management"},
    {"scan_db2", "open-database"},
    {"scan_ddos_middlebox", "open-amplifier"},
    {"scan_dicom", "open-medical"},
    {"scan_dns", "open-dns"},
    {"scan_docker", "open-cloud"},
    {"scan_dvr_dhcpdiscover", "open-device"},
    {"scan_elasticsearch", "open-database"},
    {"scan_exchange", "vulnerable-exchange"},
    {"scan_ftp", "open-ftp"},
    {"scan_hadoop", "open-database"},
    {"scan_hl7", "open-medical"},
    {"scan_http_proxy", "open-proxy"},
    {"scan_http_vulnerable", "vulnerable-web"},
    {"scan_ics", "open-industrial"},
    {"scan_imap_vulnerable", "vulnerable-mail"},
    {"scan_ip_tunnel", "open-proxy"},
    {"scan_ipmi", "open-management"},
    {"scan_ipp", "open-device"},
    {"scan_isakmp", "vulnerable-gateway"},
    {"scan_kubernetes", "open-cloud"},
    {"scan_ldap", "open-directory"},
    {"scan_loop_dos", "open-amplifier"},
    {"scan_mdns", "open-amplifier"},
    {"scan_memcached", "open-database"},
    {"scan_mikrotik", "open-management"},
    {"scan_mongodb", "open-database"},
    {"scan_mqtt", "open-messages"},
    {"scan_mssql", "open-database"},
    {"scan_mysql", "open-database"},
    {"scan_netbios", "open-smb"},
    {"scan_netis_router", "compromised-device"},
    {"scan_ntp", "open-ntp"},
    {"scan_openresolver", "open-dns"},
    {"scan_pop3_vulnerable", "vulnerable-mail"},
    {"scan_portmapper", "open-amplifier"},
    {"scan_post_exploitation_framework", "c2-server"},
    {"scan_postgres", "open-database"},
    {"scan_qotd", "open-amplifier"},
    {"scan_radmin", "open-remote-control"},
    {"scan_ransom", "compromised-device"},
    {"scan_rdp", "open-rdp"},
    {"scan_redis", "open-database"},
    {"scan_rsync", "open-files"},
    {"scan_slp", "open-amplifier"},
    {"scan_smb", "open-smb"},
    {"scan_smtp_vulnerable", "vulnerable-mail"},
    {"scan_snmp", "open-snmp"},
    {"scan_socks", "open-proxy"},
    {"scan_ssdp", "open-amplifier"},
    {"scan_ssh", "open-ssh"},
    {"scan_ssl", "weak-crypto"},
    {"scan_synfulknock", "compromised-device"},
    {"scan_telnet", "open-telnet"},
    {"scan_tftp", "open-files"},
    {"scan_ubiquiti", "open-management"},
    {"scan_vnc", "open-remote-control"},
    {"scan_ws_discovery", "open-amplifier"},
    {"scan_xdmcp", "open-remote-control"},
    {"spam_url", "spam-source"},
};

const struct event_kind *event_kind_of(const char *name)
{
	for (const struct event_kind *k = event_kinds; name && k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

enum { REPORT_MAX = 80 };

/* The name without the version of the address: event4_, event6_, scan6_, and a last 6. */
static struct span plain_name(struct span report, char to[REPORT_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < report.n && n < REPORT_MAX; i++) {
		bool version = report.p[i] == '4' || report.p[i] == '6';
		bool ends = i + 1 == report.n || report.p[i + 1] == '_';

		if (!(version && ends))
			to[n++] = (char)report.p[i];
	}
	return span_of(to, n);
}

/* Whether the whole name begins with that row's, at the end of a word. */
static bool begins(struct span name, const char *row)
{
	size_t n = strlen(row);

	return span_starts(name, row) && (name.n == n || name.p[n] == '_');
}

const struct event_kind *event_kind_of_report(struct span report)
{
	const char *best = "other";
	char text[REPORT_MAX];
	struct span name = plain_name(report, text);
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
		size_t n = strlen(reports[i].report);

		if (n > longest && begins(name, reports[i].report)) {
			longest = n;
			best = reports[i].kind;
		}
	}
	return event_kind_of(best);
}

bool event_kind_is_turned(struct span report)
{
	return strcmp(event_kind_of_report(report)->name, "ddos-target") == 0;
}
