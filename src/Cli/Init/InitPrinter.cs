using System.Text.Json.Nodes;
using Spectre.Console;
using WorldModel.Cli.Training;
using WorldModel.Models;

namespace WorldModel.Cli.Init;

/// <summary>What init found, for people and for programs.</summary>
internal static class InitPrinter
{
    private static readonly (string Kind, string Title)[] Sections =
    [
        ("leak", "leaks of outcomes into attributes"), ("personal", "likely personal data"),
            ("duplicate", "duplicates"),
        ("orphan", "orphans"), ("coverage", "days covered"), ("overlap", "overlap"), ("constant", "constant columns"),
        ("unique", "nearly unique columns"), ("levels", "many levels"), ("values", "values"),
            ("missing", "missing values"),
        ("unused", "not used"), ("assumed", "assumed"),
    ];

    public static void Print(IAnsiConsole console, SchemaProposal proposal)
    {
        console.WriteLine();
        console.MarkupLine("[bold]what is what[/]");
        foreach (var (table, part, column) in proposal.Parts)
            console.WriteLine($"  {table}: {part}: {column}");
        foreach (var (kind, title) in Sections)
        {
            var found = proposal.Findings.All.Where(f => f.Kind == kind).ToArray();
            if (found.Length == 0 && kind is not ("leak" or "personal" or "duplicate" or "orphan"))
                continue;
            console.MarkupLine($"[bold]{title}[/]");
            if (found.Length == 0)
                console.WriteLine("  none found");
            foreach (var finding in found)
                console.WriteLine($"  {Place(finding)}{finding.Figure}: {finding.Done}");
        }
        console.WriteLine();
    }

    public static JsonObject Json(SchemaProposal proposal, Overlap? overlap, string path) => new()
    {
        ["schema"] = proposal.Schema.Hash,
        ["file"] = path,
        ["attributes"] = proposal.Schema.Attributes.Count,
        ["actions"] = proposal.Schema.Actions.Count,
        ["outcomes"] = proposal.Schema.Outcomes.Count,
        ["outcomeKinds"] = new JsonObject(proposal.Schema.Outcomes.Select(o =>
            KeyValuePair.Create(o.Name, (JsonNode?)SchemaProposal.Word(o.Kind)))),
        ["parts"] = new JsonArray([.. proposal.Parts.Select(p => new JsonObject
        {
            ["table"] = p.Table,
            ["part"] = p.Part,
            ["column"] = p.Column,
        })]),
        ["findings"] = new JsonArray([.. proposal.Findings.All.Select(f => new JsonObject
        {
            ["kind"] = f.Kind,
            ["table"] = f.Table,
            ["column"] = f.Column,
            ["figure"] = f.Figure,
            ["done"] = f.Done,
        })]),
        ["overlap"] = overlap is null ? null : OverlapPrinter.Json(overlap),
    };

    private static string Place(Finding finding) => (finding.Table, finding.Column) switch
    {
        ("", null) => "",
        (var table, null) => $"{table}: ",
        ("", var column) => $"{column}: ",
        var (table, column) => $"{table}: {column}: ",
    };
}
