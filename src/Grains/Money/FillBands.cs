using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// Writes down which steps behind a cut were taken, as bands: inside one every step that costs at most so much. A band
/// ends where a step is passed over that is no dearer than one taken in it before. The money left then is less than
/// that step costs, and had to pay for the dearer one too: it has halved at least since the band began. So there are
/// at most as many bands as the money left has bits, however many steps are taken.
/// </summary>
internal sealed class FillBands
{
    private readonly List<FillBand> _bands = [];
    private IncrementMark? _through;
    private long _most;

    /// <summary>So far, the open one included.</summary>
    public FillBand[] Bands => _through is null ? [.. _bands] : [.. _bands, new FillBand(_through, _most)];

    public void Take(IncrementMark mark, long cost)
    {
        _through = mark;
        _most = Math.Max(_most, cost);
    }

    /// <summary>
    /// Says that a step of this cost, or some of any higher cost, are not taken from here on.
    /// </summary>
    public void PassOver(long cost)
    {
        if (_through is null || cost > _most) return;
        _bands.Add(new FillBand(_through, _most));
        (_through, _most) = (null, 0);
    }
}
