namespace WorldModel.Evaluation.Reports;

/// <summary>Cards side by side where the page is wide enough, one below the other where it is not.</summary>
public sealed record Cards(params Card[] Items) : IBlock
{
    public void Write(HtmlWriter html)
    {
        html.Open("div", ("class", "cards"));
        foreach (var card in Items)
        {
            html.Open("article").Element("h3", card.Heading);
            if (card.Lead is not null) html.Element("p", card.Lead, ("class", "lead"));
            foreach (var block in card.Blocks) block.Write(html);
            html.Close("article");
        }

        html.Close("div");
    }
}

/// <summary>A heading, a line, and what belongs to it.</summary>
public sealed record Card(string Heading, string? Lead, params IBlock[] Blocks);
