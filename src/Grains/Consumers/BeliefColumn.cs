using System.Runtime.InteropServices;
using WorldModel.Models;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// The last belief of each row with its key: model, day, and version of what it rests on. An event of the open day
/// leaves the belief at that day valid; a late one, a closed day or another model does not. The two models asked last
/// have a column each, so that the live one and one that a campaign has pinned do not take each other's place. Derived,
/// so never journalled. What is kept of a belief is what its last sweep began from: a fifth of a belief's arithmetic
/// then gives the same bits, and 32 numbers stand for 112.
/// </summary>
internal sealed class BeliefColumn(ConsumerRows rows)
{
    private Column? _now;
    private Column? _before;
    private float[] _belief = [];

    // Of one synchronous section; all shards of a thread share them, which a shard each took 70 KB for.
    [ThreadStatic]
    private static float[]? _visible;
    [ThreadStatic]
    private static float[]? _stale;
    [ThreadStatic]
    private static float[]? _carried;
    [ThreadStatic]
    private static int[]? _stalePlaces;

    private sealed class Column(FrozenModel model)
    {
        public FrozenModel Model => model;

        public Chunked<float> Carried { get; } = new(model.MeanField.CarriedUnits);

        public Chunked<Key> Keys { get; } = new(1);

        public long Bytes => Carried.Bytes + Keys.Bytes;

        public void Forget(int row)
        {
            Keys[row].Clear();
            Carried[row].Clear();
        }
    }

    /// <summary>12 bytes, not 16.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private readonly record struct Key(ulong Version, int DayAfter);

    /// <summary>Beliefs that had to be inferred.</summary>
    public long Inferred { get; private set; }

    public long Bytes => (_now?.Bytes ?? 0) + (_before?.Bytes ?? 0);

    /// <summary>A row's belief, valid until the next call; its visible units are written too.</summary>
    public ReadOnlySpan<float> Get(FrozenModel model, int row, int day, Span<float> visible)
    {
        var column = Of(model);
        if (_belief.Length != model.BeliefUnits) _belief = new float[model.BeliefUnits];
        model.Encoder.Encode(rows.States[row], day, visible);
        var key = KeyOf(row, day);
        ref var known = ref column.Keys[row][0];
        if (known == key)
        {
            model.Resume(visible, 1, column.Carried[row], _belief);
            return _belief;
        }

        model.Infer(visible, 1, _belief, column.Carried[row]);
        known = key;
        Inferred++;
        return _belief;
    }

    /// <summary>
    /// Visible units and beliefs of many rows, in their order; the stale ones are inferred in one batch, and of the
    /// others the last sweep is done again.
    /// </summary>
    public void Gather(FrozenModel model, ReadOnlySpan<int> wanted, int day, Span<float> visible, Span<float> beliefs)
    {
        var column = Of(model);
        Grow(model, wanted.Length);
        var stale = 0;
        for (var i = 0; i < wanted.Length; i++)
        {
            model.Encoder.Encode(rows.States[wanted[i]], day, visible.Slice(i * model.Width, model.Width));
            if (column.Keys[wanted[i]][0] != KeyOf(wanted[i], day)) _stalePlaces![stale++] = i;
        }

        if (stale == wanted.Length)
        {
            model.Infer(visible, stale, beliefs, Carried(model, stale));
            for (var i = 0; i < stale; i++) Keep(column, i, wanted[i], day);
        }
        else
        {
            Resume(column, wanted, visible, beliefs);
            Infer(column, wanted, stale, day, visible, beliefs);
        }

        Inferred += stale;
    }

    public void Forget(int row)
    {
        _now?.Forget(row);
        _before?.Forget(row);
    }

    /// <summary>All rows by their last sweep; what that makes of stale ones is written over.</summary>
    private void Resume(Column column, ReadOnlySpan<int> wanted, ReadOnlySpan<float> visible, Span<float> beliefs)
    {
        var carried = Carried(column.Model, wanted.Length);
        var width = column.Model.MeanField.CarriedUnits;
        for (var i = 0; i < wanted.Length; i++) column.Carried[wanted[i]].CopyTo(carried[(i * width)..]);
        column.Model.Resume(visible, wanted.Length, carried, beliefs);
    }

    private void Infer(
        Column column, ReadOnlySpan<int> wanted, int stale, int day, ReadOnlySpan<float> visible, Span<float> beliefs)
    {
        var model = column.Model;
        var (units, width) = (model.Width, model.BeliefUnits);
        for (var i = 0; i < stale; i++)
            visible.Slice(_stalePlaces![i] * units, units).CopyTo(_visible.AsSpan(i * units));
        model.Infer(
            _visible.AsSpan(0, stale * units), stale, _stale.AsSpan(0, stale * width), Carried(model, stale));
        for (var i = 0; i < stale; i++)
        {
            _stale.AsSpan(i * width, width).CopyTo(beliefs[(_stalePlaces![i] * width)..]);
            Keep(column, i, wanted[_stalePlaces![i]], day);
        }
    }

    private void Keep(Column column, int at, int row, int day)
    {
        var width = column.Model.MeanField.CarriedUnits;
        _carried.AsSpan(at * width, width).CopyTo(column.Carried[row]);
        column.Keys[row][0] = KeyOf(row, day);
    }

    private static Span<float> Carried(FrozenModel model, int count) =>
        _carried.AsSpan(0, count * model.MeanField.CarriedUnits);

    private Key KeyOf(int row, int day) => new(rows[row].Version(day), day + 1);

    private Column Of(FrozenModel model)
    {
        if (ReferenceEquals(_now?.Model, model)) return _now!;
        (_now, _before) = (ReferenceEquals(_before?.Model, model) ? _before! : new Column(model), _now);
        return _now;
    }

    private static void Grow(FrozenModel model, int count)
    {
        Grow(ref _stalePlaces, count);
        Grow(ref _carried, count * model.MeanField.CarriedUnits);
        Grow(ref _visible, count * model.Width);
        Grow(ref _stale, count * model.BeliefUnits);
    }

    private static void Grow<T>(ref T[]? scratch, int count)
    {
        if (scratch is null || scratch.Length < count) scratch = new T[count];
    }
}
