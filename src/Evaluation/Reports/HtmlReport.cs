using System.Reflection;

namespace WorldModel.Evaluation.Reports;

/// <summary>
/// One page that carries all it needs: style, drawings and a little script, no request to anywhere. First a chip and
/// the verdict in a sentence, then the key figures, the sections, and how to repeat it.
/// </summary>
/// <param name="title">What the page is about; stands above the verdict and in the browser's tab.</param>
public sealed class HtmlReport(string title)
{
    private readonly List<Section> _sections = [];

    public string Title { get; } = title;

    public ReportStatus Status { get; init; } = ReportStatus.Caution;

    /// <summary>The chip's words, "Holds" or the like.</summary>
    public required string StatusText { get; init; }

    /// <summary>The verdict, one sentence.</summary>
    public required string Verdict { get; init; }

    /// <summary>A sentence or two under the verdict: on what it rests.</summary>
    public string? Lead { get; init; }

    /// <summary>The handful of figures that carry the verdict.</summary>
    public IReadOnlyList<KeyFigure> KeyFigures { get; init; } = [];

    /// <summary>How to repeat it: command, seed, model hash.</summary>
    public IReadOnlyList<(string Name, string Value)> Provenance { get; init; } = [];

    /// <summary>Adds a section and returns the report, so that sections chain.</summary>
    public HtmlReport Add(string heading, string? lead, params IBlock[] blocks)
    {
        _sections.Add(new Section(heading, lead, blocks));
        return this;
    }

    public string Render()
    {
        var html = new HtmlWriter();
        html.Raw("<!doctype html>\n").Open("html", ("lang", "en")).Open("head")
            .Empty("meta", ("charset", "utf-8"))
            .Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Element("title", $"{Title}: {Verdict}")
            .Open("style").Raw(Resource("report.css")).Close("style")
            .Close("head").Raw("\n").Open("body").Open("main");
        WriteHeader(html);
        foreach (var section in _sections) WriteSection(html, section);
        WriteProvenance(html);
        html.Close("main").Open("script").Raw(Resource("report.js")).Close("script").Close("body").Close("html");
        return html.Raw("\n").ToString();
    }

    private void WriteHeader(HtmlWriter html)
    {
        var (kind, sign) = Status switch
        {
            ReportStatus.Good => ("good", "\u2713"),
            ReportStatus.Bad => ("bad", "\u2717"),
            _ => ("caution", "!"),
        };
        html.Raw("\n").Open("header")
            .Open("p", ("class", "eyebrow"))
            .Open("span", ("class", "chip " + kind))
            .Element("span", sign, ("aria-hidden", "true")).Text(" " + StatusText).Close("span")
            .Element("span", Title).Close("p")
            .Element("h1", Verdict);
        if (Lead is not null) html.Element("p", Lead, ("class", "lead"));
        if (KeyFigures.Count > 0)
        {
            html.Open("dl", ("class", "figures"));
            foreach (var figure in KeyFigures)
            {
                html.Open("div").Element("dt", figure.Name).Element("dd", figure.Value);
                if (figure.Detail is not null) html.Element("dd", figure.Detail, ("class", "detail"));
                html.Close("div");
            }

            html.Close("dl");
        }

        html.Close("header");
    }

    private static void WriteSection(HtmlWriter html, Section section)
    {
        html.Raw("\n").Open("section").Element("h2", section.Heading);
        if (section.Lead is not null) html.Element("p", section.Lead, ("class", "lead"));
        foreach (var block in section.Blocks)
        {
            html.Raw("\n");
            block.Write(html);
        }

        html.Close("section");
    }

    private void WriteProvenance(HtmlWriter html)
    {
        if (Provenance.Count == 0) return;
        html.Raw("\n").Open("footer").Element("h2", "How to repeat this").Open("dl", ("class", "provenance"));
        foreach (var (name, value) in Provenance)
        {
            html.Element("dt", name).Open("dd").Element("code", value).Close("dd");
        }

        html.Close("dl").Close("footer");
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Section(string Heading, string? Lead, IBlock[] Blocks);
}
