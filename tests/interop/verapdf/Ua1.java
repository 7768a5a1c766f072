/* Validates PDF files against PDF/UA-1 with veraPDF: java -cp ... Ua1.java FILE... Exit code 1 when one does not conform. */
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Ua1 {
	private static boolean check(String file) throws Exception {
		PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
		try (InputStream in = new FileInputStream(file);
		     PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour);
		     PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
			ValidationResult result = validator.validate(parser);
			System.out.println(file + ": PDF/UA-1 isCompliant=" + result.isCompliant() + ", "
				+ result.getTotalAssertions() + " checks");
			Map<String, Integer> failed = new TreeMap<>();
			Map<String, String> where = new TreeMap<>();
			for (TestAssertion a : result.getTestAssertions()) {
				if (a.getStatus() != TestAssertion.Status.FAILED)
					continue;
				String rule = a.getRuleId().getClause() + "-" + a.getRuleId().getTestNumber() + " "
					+ a.getMessage();
				failed.merge(rule, 1, Integer::sum);
				where.putIfAbsent(rule, a.getLocation().getContext());
			}
			failed.forEach((rule, n) ->
				System.out.println("  " + n + " x " + rule + "\n    first at " + where.get(rule)));
			return result.isCompliant();
		}
	}

	public static void main(String[] files) throws Exception {
		boolean all = files.length > 0;
		VeraGreenfieldFoundryProvider.initialise();
		for (String file : files)
			all &= check(file);
		System.exit(all ? 0 : 1);
	}
}
