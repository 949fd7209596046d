namespace WorldModel.Evaluation.Reports;

/// <summary>Paragraphs of plain text.</summary>
public sealed record Prose(params string[] Paragraphs) : IBlock
{
    public void Write(HtmlWriter html)
    {
        foreach (var paragraph in Paragraphs) html.Element("p", paragraph);
    }
}
