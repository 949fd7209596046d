using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Trust;

/// <summary>A silo's models, for people.</summary>
internal static class ModelPrinter
{
    public static Option<string> Option(bool required) =>
        OptionOf.Text("--model", "The model's content hash, as list shows it", "HASH", required);

    public static CommandOutcome Outcome(IAnsiConsole console, ModelsInfo models)
    {
        Line(console, "live", models.Live);
        Line(console, "previous", models.Previous);
        Line(console, "shadow", models.Shadow);
        foreach (var candidate in models.Candidates)
            Line(console, "candidate", candidate);
        return new CommandOutcome(JsonSerializer.SerializeToNode(models, WireJson.Default.ModelsInfo)!.AsObject());
    }

    public static void Print(IAnsiConsole console, ShadowInfo report)
    {
        Line(console, "shadow", report.Shadow ?? "none");
        foreach (var c in report.Campaigns)
        {
            console.WriteLine($"campaign {c.Campaign}, model {c.Model}: {c.Decisions:N0} decisions, "
                + $"{c.Differing:N0} differ ({Text(100 * c.Share, "F1")} %); claims {Text(c.ShadowClaimed, "F2")}, "
                + $"the live model {Text(c.Claimed, "F2")} ({Text(c.ShadowClaimed - c.Claimed, "+0.00;-0.00")})");
            foreach (var choice in c.Choices.Where(choice => choice.Treatment != choice.Shadow))
                console.WriteLine($"  {choice.Decisions:N0} times {choice.Shadow} instead of {choice.Treatment}");
        }
        if (report.Campaigns.Length == 0)
            console.WriteLine("no decision was made beside the live model yet");
    }

    private static void Line(IAnsiConsole console, string what, string? model)
    {
        if (model is not null)
            console.WriteLine($"{what,-10}{model}");
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
