import java.io.File;
import java.util.List;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;

/**
 * Validates PDFs with the veraPDF engine: VeraCheck FLAVOUR,FLAVOUR... FILE...
 *
 * For each file and flavour a line "file", path, flavour, number of checks; then a line "failed", clause, test number,
 * context, message for each check that failed. "unread", path, flavour, reason for what cannot be validated. Fields are
 * parted by tabs.
 */
public final class VeraCheck {
    private static final int MOST_FAILURES = 10000;

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : arguments[0].split(",")) {
            PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
            // Without JAXB the engine has no profile, finds nothing to check, and calls every file good.
            if (!Profiles.getVeraProfileDirectory().getPDFAFlavours().contains(flavour)) {
                System.err.println("veraPDF has no profile " + name + ": are the JAXB jars on the class path?");
                System.exit(2);
            }
            for (String path : List.of(arguments).subList(1, arguments.length)) {
                check(path, name, flavour);
            }
        }
    }

    private static void check(String path, String name, PDFAFlavour flavour) {
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(new File(path), flavour);
                var validator = foundry.createValidator(flavour, MOST_FAILURES, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            line("file", path, name, String.valueOf(result.getTotalAssertions()));
            for (TestAssertion failed : result.getTestAssertions()) {
                line(
                    "failed",
                    failed.getRuleId().getClause(),
                    String.valueOf(failed.getRuleId().getTestNumber()),
                    failed.getLocation().getContext(),
                    failed.getErrorMessage() == null ? failed.getMessage() : failed.getErrorMessage());
            }
        } catch (Exception | StackOverflowError | OutOfMemoryError error) {
            line("unread", path, name, String.valueOf(error));
        }
    }

    private static void line(String... fields) {
        for (int index = 0; index < fields.length; index++) {
            fields[index] = String.valueOf(fields[index]).replaceAll("\\s+", " ");
        }
        System.out.println(String.join("\t", fields));
    }
}
