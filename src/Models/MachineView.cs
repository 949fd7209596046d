using System.Buffers;
using WorldModel.Models.Boltzmann;
using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// Which visible units a Boltzmann machine sees: all, or all but the calendar's, told by its width. A machine of
/// training sees no calendar: a month that was never seen moves every belief, and a belief that knows the day can carry
/// what the day's prices do.
/// </summary>
internal sealed class MachineView
{
    private readonly int _width;
    private readonly int[] _columns;
    private readonly bool _whole;

    /// <param name="encoder">Of the schema.</param>
    /// <param name="visibleUnits">Units that the machine has.</param>
    /// <exception cref="ArgumentException">The machine has neither width.</exception>
    public MachineView(Encoder encoder, int visibleUnits)
    {
        _width = encoder.Width;
        var units = Enumerable.Range(0, encoder.Units);
        _columns = visibleUnits == encoder.Units ? [.. units] : Undated(encoder);
        _whole = _columns.Length == _width;
        SeesCalendar = visibleUnits == encoder.Units
            && encoder.UnitSpecs.Any(unit => unit.Group == UnitGroup.Calendar);
        if (_columns.Length != visibleUnits)
            throw new ArgumentException($"The machine sees {visibleUnits} units, the schema has {encoder.Units}.");
    }

    /// <summary>Whether the machine sees what day it is.</summary>
    public bool SeesCalendar { get; }

    /// <summary>Units but the calendar's; all where there is nothing else.</summary>
    public static int[] Undated(Encoder encoder)
    {
        int[] undated = [.. Enumerable.Range(0, encoder.Units)
            .Where(unit => encoder.UnitSpecs[unit].Group != UnitGroup.Calendar)];
        return undated.Length > 0 ? undated : [.. Enumerable.Range(0, encoder.Units)];
    }

    /// <summary>What the machine sees of rows.</summary>
    public void Gather(ReadOnlySpan<float> visible, int rows, Span<float> seen)
    {
        for (var row = 0; row < rows; row++)
        {
            var from = visible.Slice(row * _width, _width);
            var to = seen.Slice(row * _columns.Length, _columns.Length);
            for (var i = 0; i < to.Length; i++)
                to[i] = from[_columns[i]];
        }
    }

    /// <summary>Beliefs of rows; <paramref name="carried"/> as of <see cref="MeanField"/>, or empty.</summary>
    public void Infer(
        MeanField meanField, ReadOnlySpan<float> visible, int rows, Span<float> belief, Span<float> carried)
    {
        var seen = Seen(visible, rows, out var rented);
        meanField.Infer(seen, rows, belief, carried);
        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Beliefs once more from what the last sweep began from.</summary>
    public void Resume(
        MeanField meanField, ReadOnlySpan<float> visible, int rows, Span<float> carried, Span<float> belief)
    {
        var seen = Seen(visible, rows, out var rented);
        meanField.Resume(seen, rows, carried, belief);
        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
    }

    private ReadOnlySpan<float> Seen(ReadOnlySpan<float> visible, int rows, out float[]? rented)
    {
        rented = null;
        if (_whole) return visible;
        rented = ArrayPool<float>.Shared.Rent(rows * _columns.Length);
        var seen = rented.AsSpan(0, rows * _columns.Length);
        Gather(visible, rows, seen);
        return seen;
    }
}
