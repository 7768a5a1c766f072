/* What hospitals and other care providers call their hosts, in the languages of the field: written by us, not taken from a list. */
#include "scan/discover.h"

const char *const discover_word_list[] = {
	/* the usual */
	"www", "web", "www2", "mail", "smtp", "smtp2", "imap", "pop", "pop3", "mx", "mx1", "mx2", "ns", "ns1", "ns2", "dns", "dns1", "dns2",
	"ftp", "sftp", "ssh", "vpn", "vpn2", "sslvpn", "ssl-vpn", "ra", "remote", "gateway", "gw", "fw", "firewall", "proxy", "relay",
	"webmail", "owa", "exchange", "autodiscover", "lync", "sip", "meet", "visio", "teams", "chat", "cloud", "files", "share",
	"nextcloud", "owncloud", "drive", "intranet", "extranet", "portal", "portail", "portalen", "admin", "login", "auth", "sso", "adfs",
	"idp", "id", "account", "api", "api2", "app", "apps", "mobile", "m", "dev", "test", "preprod", "recette", "staging", "qa", "demo",
	"beta", "old", "new", "backup", "bck", "archive", "git", "gitlab", "svn", "jenkins", "ci", "nexus", "jira", "wiki", "confluence",
	"doc", "docs", "help", "support", "helpdesk", "glpi", "otrs", "ticket", "tickets", "monitor", "monitoring", "nagios", "zabbix",
	"grafana", "kibana", "log", "logs", "syslog", "stats", "status", "db", "sql", "mysql", "postgres", "oracle", "ldap", "ad", "dc",
	"dc1", "rds", "rdp", "ts", "tse", "citrix", "ica", "xenapp", "horizon", "vdi", "vmware", "vcenter", "esx", "esxi", "print",
	"printer", "imprimante", "camera", "cam", "cctv", "nvr", "voip", "pbx", "phone", "fax", "wifi", "guest", "radius", "nas", "san",
	"iot", "mqtt", "bms", "gtc", "gtb", "scada", "parking", "badge", "static", "cdn", "media", "img", "images", "assets", "blog",
	"news", "forum", "shop", "pay", "paiement", "jobs", "recrutement", "form", "forms", "survey", "enquete", "elearning", "moodle",
	"formation", "kurs", "learning", "biblio", "library", "research", "recherche", "forskning",
	/* care */
	"pacs", "pacs1", "pacs2", "ris", "ris-pacs", "dicom", "dicomweb", "wado", "viewer", "imagerie", "imaging", "radiologie",
	"radiology", "rontgen", "bilde", "orthanc", "dcm4chee", "mirth", "hl7", "mllp", "fhir", "interop", "eai", "integration", "ihe",
	"xds", "dmp", "mssante", "apicrypt", "hie", "his", "sih", "emr", "ehr", "ehr-portal", "dpi", "dossier", "patient", "patients",
	"portail-patient", "patientportal", "espace-patient", "mypatient", "pasient", "pasientportal", "pas", "gap", "lab", "labo",
	"laboratoire", "lis", "sil", "resultats", "results", "svar", "pharma", "pharmacie", "pharmacy", "apotek", "prescription", "resept",
	"blood", "sang", "bloc", "urgences", "urgence", "emergency", "akutt", "samu", "smur", "rdv", "rendezvous", "booking", "timebestilling",
	"appointment", "doctolib", "telemed", "telemedecine", "telemedicine", "teleradiologie", "teleconsultation", "video", "maternite",
	"cardio", "cardiologie", "cardiology", "onco", "oncologie", "dialyse", "ehpad", "ssr", "psy", "pediatrie", "geriatrie", "had",
	"garde", "planning", "plan", "turnus", "rh", "hr", "paie", "gestime", "achats", "biomed", "biomedical", "medtech", "mtu", "gmao",
	"steril", "cantine", "restauration", "kvalitet", "qualite", "ennov", "gedmed", "ged", "crm", "erp", "sap", "chu", "ch", "ght",
	"hopital", "hospital", "sykehus", "helse", "legevakt", "clinique", "clinic", "ifsi",
	NULL,
};
