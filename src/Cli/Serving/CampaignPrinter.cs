using System.Globalization;
using Spectre.Console;
using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Serving;

/// <summary>Where a campaign stands, for people.</summary>
internal static class CampaignPrinter
{
    public static void Print(IAnsiConsole console, CampaignInfo campaign)
    {
        var round = campaign.Round > 1 ? $" (round {campaign.Round})" : "";
        var day = campaign.Day is { } pinned ? $" for {pinned:yyyy-MM-dd}{round}" : "";
        console.MarkupLineInterpolated(
            $"[bold]{campaign.Id}[/]  {campaign.Stage}{day}, {Counted.Of(campaign.Audience, "consumer")}");
        if (campaign.Error is { } error)
            console.MarkupLineInterpolated($"[red]stands still[/]: {error}");
        foreach (var note in campaign.Notes ?? [])
            console.WriteLine(note);
        if (campaign.Treatments.Length == 0)
            return;
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("treatment").AddColumn(Right("consumers")).AddColumn(Right("cost"))
            .AddColumn(Right("claimed value"));
        foreach (var treatment in campaign.Treatments)
            table.AddRow(Markup.Escape(treatment.Treatment), Number(treatment.Consumers, "N0"),
                Number(treatment.Spend, "N2"), Number(treatment.Value, "N2"));
        console.Write(table);
        console.WriteLine($"spent {campaign.Spend:N2} of {campaign.Budget:N2}; claims {campaign.Value:N2}, "
            + $"at most {campaign.Dual:N2} could be; the next unit buys {campaign.ShadowPrice:N2}");
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static string Number(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
