using WorldModel.Models;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// The last belief of each row with its key: model, day, and version of what it rests on. An event of the open day
/// leaves the belief at that day valid; a late one, a closed day or another model does not. The two models asked last
/// have a column each, so that the live one and one that a campaign has pinned do not take each other's place. Derived,
/// so never journalled.
/// </summary>
internal sealed class BeliefColumn(ConsumerRows rows)
{
    private Column? _now;
    private Column? _before;
    private float[] _visible = [];
    private float[] _stale = [];
    private int[] _staleRows = [];

    private sealed class Column(FrozenModel model)
    {
        public FrozenModel Model => model;

        public Chunked<float> Beliefs { get; } = new(model.BeliefUnits);

        public Chunked<Key> Keys { get; } = new(1);

        public long Bytes => Beliefs.Bytes + Keys.Bytes;

        public void Forget(int row)
        {
            Keys[row].Clear();
            Beliefs[row].Clear();
        }
    }

    private readonly record struct Key(ulong Version, int DayAfter);

    /// <summary>Beliefs that had to be inferred.</summary>
    public long Inferred { get; private set; }

    public long Bytes => (_now?.Bytes ?? 0) + (_before?.Bytes ?? 0);

    /// <summary>A row's belief, valid until the next call; its visible units are written too.</summary>
    public ReadOnlySpan<float> Get(FrozenModel model, int row, int day, Span<float> visible)
    {
        var column = Of(model);
        model.Encoder.Encode(rows.States[row], day, visible);
        var key = KeyOf(row, day);
        var belief = column.Beliefs[row];
        ref var known = ref column.Keys[row][0];
        if (known != key)
        {
            model.MeanField.Infer(visible, 1, belief);
            known = key;
            Inferred++;
        }

        return belief;
    }

    /// <summary>
    /// Visible units and beliefs of many rows, gathered in order; the stale ones are inferred in one batch.
    /// </summary>
    public void Gather(FrozenModel model, ReadOnlySpan<int> wanted, int day, Span<float> visible, Span<float> beliefs)
    {
        var column = Of(model);
        Grow(model, wanted.Length);
        var stale = 0;
        for (var i = 0; i < wanted.Length; i++)
        {
            var units = visible.Slice(i * model.Units, model.Units);
            model.Encoder.Encode(rows.States[wanted[i]], day, units);
            if (column.Keys[wanted[i]][0] == KeyOf(wanted[i], day)) continue;
            units.CopyTo(_visible.AsSpan(stale * model.Units));
            _staleRows[stale++] = wanted[i];
        }

        Infer(column, stale, day);
        for (var i = 0; i < wanted.Length; i++)
            column.Beliefs[wanted[i]].CopyTo(beliefs.Slice(i * model.BeliefUnits, model.BeliefUnits));
    }

    public void Forget(int row)
    {
        _now?.Forget(row);
        _before?.Forget(row);
    }

    private void Infer(Column column, int stale, int day)
    {
        var model = column.Model;
        var width = model.BeliefUnits;
        model.MeanField.Infer(_visible.AsSpan(0, stale * model.Units), stale, _stale.AsSpan(0, stale * width));
        for (var i = 0; i < stale; i++)
        {
            _stale.AsSpan(i * width, width).CopyTo(column.Beliefs[_staleRows[i]]);
            column.Keys[_staleRows[i]][0] = KeyOf(_staleRows[i], day);
        }

        Inferred += stale;
    }

    private Key KeyOf(int row, int day) => new(rows[row].Version(day), day + 1);

    private Column Of(FrozenModel model)
    {
        if (ReferenceEquals(_now?.Model, model)) return _now!;
        (_now, _before) = (ReferenceEquals(_before?.Model, model) ? _before! : new Column(model), _now);
        (_visible, _stale, _staleRows) = ([], [], []);
        return _now;
    }

    private void Grow(FrozenModel model, int count)
    {
        if (_staleRows.Length >= count) return;
        _staleRows = new int[count];
        _visible = new float[count * model.Units];
        _stale = new float[count * model.BeliefUnits];
    }
}
