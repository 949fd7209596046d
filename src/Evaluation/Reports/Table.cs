namespace WorldModel.Evaluation.Reports;

/// <summary>
/// A table of texts (numbers formatted by <see cref="ForPeople"/>). Columns whose header starts with <c>#</c> hold
/// numbers and are set to the right; the sign is not shown.
/// </summary>
/// <param name="Headers">One a column.</param>
/// <param name="Rows">Rows x columns.</param>
public sealed record Table(string[] Headers, IReadOnlyList<string[]> Rows) : IBlock
{
    public string? Caption { get; init; }

    /// <summary>The row that the reader should see first, or -1.</summary>
    public int Highlight { get; init; } = -1;

    public void Write(HtmlWriter html)
    {
        html.Open("div", ("class", "scroll")).Open("table");
        if (Caption is not null) html.Element("caption", Caption);
        html.Open("thead").Open("tr");
        foreach (var header in Headers)
        {
            html.Element("th", header.TrimStart('#'), ("scope", "col"), ("class", Class(header)));
        }

        html.Close("tr").Close("thead").Open("tbody");
        for (var row = 0; row < Rows.Count; row++)
        {
            html.Open("tr", ("class", row == Highlight ? "highlight" : null));
            for (var column = 0; column < Headers.Length; column++)
            {
                var kind = Class(Headers[column]);
                if (column == 0) html.Element("th", Rows[row][0], ("scope", "row"), ("class", kind));
                else html.Element("td", Rows[row][column], ("class", kind));
            }

            html.Close("tr");
        }

        html.Close("tbody").Close("table").Close("div");
    }

    private static string? Class(string header) => header.StartsWith('#') ? "number" : null;
}
