namespace WorldModel.Evaluation.Reports;

/// <summary>A list of points: caveats, notes, what not to trust.</summary>
public sealed record Bullets(params string[] Points) : IBlock
{
    public void Write(HtmlWriter html)
    {
        html.Open("ul");
        foreach (var point in Points) html.Element("li", point);
        html.Close("ul");
    }
}
