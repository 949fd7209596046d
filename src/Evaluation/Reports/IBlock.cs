namespace WorldModel.Evaluation.Reports;

/// <summary>
/// A piece of a report: prose, a table, a chart. Self-contained HTML that needs the page's style only.
/// </summary>
public interface IBlock
{
    void Write(HtmlWriter html);
}
