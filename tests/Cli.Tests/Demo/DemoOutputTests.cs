using WorldModel.Cli.Demo;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests.Demo;

public sealed class DemoOutputTests
{
    [Fact]
    public void The_results_have_the_keys_that_scripts_rely_on() => Assert.Equal(
        [
            "command", "seed", "consumers", "days", "verdict", "checks", "visitAuc", "visitAucOracle", "purchaseAuc",
            "purchaseAucOracle", "budget", "spend", "claimed", "claimedLow",
            "claimedHigh", "claimedRaw", "deliveredUndisturbed", "delivered", "oracleValue", "dual", "dualGap",
            "largestValue", "shadowPrice", "rules", "treatments", "actions", "modelHash", "schema", "layers",
            "trainingRows", "events", "seconds", "secondsTotal",
        ],
        DemoJson.Of(FindingsFixture.Good).Select(p => p.Key));

    [Fact]
    public void The_summary_starts_with_the_verdict_and_names_seed_model_and_files()
    {
        using var output = new StringWriter();
        var context = CommandContext.ForWriters(output, TextWriter.Null, TimeProvider.System, default);
        DemoSummary.Print(context.Out, FindingsFixture.Good, ["out/report.html"]);
        var text = output.ToString();
        Assert.StartsWith("Treat 420 of 1,024 consumers", text.TrimStart());
        Assert.Contains("seed 1", text);
        Assert.Contains("aaaaaaaaaaaa", text);
        Assert.Contains("out/report.html", text);
        Assert.DoesNotContain("LOOK", text);
    }
}
