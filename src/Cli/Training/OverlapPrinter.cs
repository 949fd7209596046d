using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Evaluation.Reports;
using WorldModel.Models;

namespace WorldModel.Cli.Training;

/// <summary>What the data let each action and derived input claim, for people and for programs.</summary>
internal static class OverlapPrinter
{
    public static void Print(IAnsiConsole console, Overlap overlap)
    {
        var table =
            new Spectre.Console.Table().Border(TableBorder.Simple).AddColumn("effect of").AddColumn("identified")
            .AddColumn(Right("on, or mean")).AddColumn(Right("overlap")).AddColumn(Right("effective sample"));
        foreach (var input in overlap.Inputs)
        {
            table.AddRow(
                Markup.Escape(input.Name), Word(input.Identification),
                IsAction(input) ? ForPeople.Percent(input.Mean) : $"{input.Mean:G4}",
                IsAction(input) ? ForPeople.Percent(Share(input)) : "", $"{input.EffectiveSample:N0}");
        }
        console.Write(table);
        foreach (var input in overlap.Inputs)
        {
            var no = input.Identification == Identification.No;
            console.WriteLine(no ? $"  no effect of {input.Name} will be given: {input.Reason}" : $"  {input.Reason}");
        }
    }

    public static JsonArray Json(Overlap overlap) => new([.. overlap.Inputs.Select(input => new JsonObject
    {
        ["input"] = input.Name,
        ["identified"] = Word(input.Identification),
        ["mean"] = input.Mean,
        ["overlap"] = IsAction(input) ? Share(input) : null,
        ["effectiveSample"] = input.EffectiveSample,
        ["balanceP"] = double.IsNaN(input.BalanceP) ? null : input.BalanceP,
        ["reason"] = input.Reason,
    })]);

    /// <summary>Share of the rows on which the action had a real chance of being on and of being off.</summary>
    private static double Share(InputOverlap input) => input.Mean is 0 or 1 ? 0 : 1 - input.ShareOutside;

    // What was never, or always, on has no propensity either; a derived input has a mean that is no share.
    private static bool IsAction(InputOverlap input) => input.Propensity.Length > 0 || input.ShareOutside == 1;

    private static string Word(Identification identification) => identification switch
    {
        Identification.Randomised => "randomised",
        Identification.Adjusted => "adjusted",
        _ => "no",
    };

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();
}
