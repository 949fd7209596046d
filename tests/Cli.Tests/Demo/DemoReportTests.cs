using System.Text.RegularExpressions;
using WorldModel.Cli.Demo.Reporting;

namespace WorldModel.Cli.Tests.Demo;

public sealed partial class DemoReportTests
{
    [Fact]
    public void The_page_needs_nothing_from_anywhere()
    {
        var page = DemoReport.Render(FindingsFixture.Good);
        Assert.DoesNotMatch(Resource(), page);
    }

    [Fact]
    public void It_names_the_verdict_the_command_the_seed_and_the_model()
    {
        var page = DemoReport.Render(FindingsFixture.Good);
        Assert.Contains("Treat 420 of 1,024 consumers", page);
        Assert.Contains("worldmodel demo --seed 1", page);
        Assert.Contains(FindingsFixture.Good.Model.Hash, page);
        Assert.Contains("all checks hold", page);
    }

    [Fact]
    public void What_does_not_hold_is_among_what_not_to_trust()
    {
        var page = DemoReport.Render(FindingsFixture.Beaten);
        Assert.Contains("2 checks do not hold", page);
        var caveats = page[page.IndexOf("What not to trust", StringComparison.Ordinal)..];
        Assert.Contains("loyal first, push wins by", caveats);
    }

    [GeneratedRegex(@"(src|href)\s*=\s*[""']|@import|url\(\s*[""']?(?!#|data:)|https?://(?!www\.w3\.org)")]
    private static partial Regex Resource();
}
