using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using WorldModel.Client.Wire;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests.Examples;

/// <summary>
/// The callers in other languages, run as their first lines say: each asks, decides, and reports the delivery, and the
/// pool has the money committed afterwards. Skipped where a tool is not installed.
/// </summary>
public sealed class CallerTests(CallerTests.KeyedSilo silo) : IClassFixture<CallerTests.KeyedSilo>
{
    private const string Key = "a-key-of-callers-0123456789abcdef";

    /// <summary>A silo that asks for a key.</summary>
    public sealed class KeyedSilo(SmallWorld world) : RunningSilo(world, Key);

    [Theory]
    [InlineData("curl", "--version", "sh", "examples/curl/decide.sh")]
    [InlineData("python3", "--version", "python3", "examples/python/worldmodel.py")]
    [InlineData("javac", "-version", "java", "examples/java/Decide.java")]
    public async Task A_caller_decides_and_reports_the_delivery(
        string tool, string version, string command, string example)
    {
        if (await Run(tool, [version]) is null)
            Assert.Skip($"{tool} is not installed");
        var campaign = $"for-{tool}";
        var consumer = await Promising(campaign);
        var day = silo.World.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var done = await Run(
            command, [Checkout.File(example), silo.Silo.Url.ToString(), campaign, consumer, day]);
        Assert.True(done!.Value.Exit == 0, done.Value.Error);
        Assert.Matches("decided: (push|coupon)", done.Value.Output);
        await Committed(campaign);
    }

    /// <summary>A campaign that decides at once, and a consumer worth a treatment in it.</summary>
    private async Task<string> Promising(string campaign)
    {
        await Ready(campaign);
        // Its twin decides alike and takes no decision of the campaign away.
        await Ready($"{campaign}-twin");
        var requests = silo.World.Ids
            .Select(id => new DecisionItem($"{campaign}/{id}", $"{campaign}-twin", id)).ToArray();
        var decisions = await silo.Client.DecideAsync(requests);
        return requests[Array.FindIndex(decisions, decision => decision.Treatment != "none")].Consumer;
    }

    private async Task Ready(string campaign)
    {
        await silo.Client.CreateCampaignAsync(
            CampaignFlow.Campaign(campaign) with { BudgetPerConsumer = 1, Holdout = 0, Explore = 0 });
        await silo.Client.AllocateAsync(campaign);
        await silo.Client.WaitAsync(campaign, "allocated");
    }

    private async Task Committed(string pool)
    {
        while ((await silo.Client.PoolAsync(pool, TestContext.Current.CancellationToken)).Committed == 0)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Runs a program to its end; null where it is not there.</summary>
    private static async Task<(int Exit, string Output, string Error)?> Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["WORLDMODEL_KEY"] = Key },
        };
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            var output = process!.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await error);
        }
    }
}
