using System.Buffers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Sharing;

namespace WorldModel.Grains;

/// <summary>
/// Which frozen model is live under a name. A change is announced to the process's library once it is durable, so that
/// nothing is answered by a model that a restart would not know as live.
/// </summary>
public sealed class SharedModel(string name, GrainServices services, IJournal journal) : ISharedModel, IRecoverable
{
    /// <summary>The model that questions about beliefs are answered by.</summary>
    public const string DefaultName = "default";

    private readonly GrainJournal _journal = new(journal);
    private ModelStatus _status = new(name, null, null, [], 0);

    public ValueTask<ModelStatus> Status() => ValueTask.FromResult(_status);

    public ValueTask<ModelReply> Register(string model)
    {
        if (services.Models.Find(model) is not { } found) return Refused(model, "a model that this host has loaded");
        if (found.Schema.Hash != services.Schema.Hash)
            return Refused(found.Schema.Hash, $"a model of the store's schema {services.Schema.Hash}", "model.schema");
        return IsKnown(model)
            ? Durable()
            : Change(_status with { Candidates = [.. _status.Candidates, model] });
    }

    public ValueTask<ModelReply> Promote(string model)
    {
        if (model == _status.Live) return Durable();
        if (!IsKnown(model)) return Refused(model, "a registered model");
        if (services.Models.Find(model) is null) return Refused(model, "a model that this host has loaded");
        return Change(_status with
        {
            Live = model,
            Previous = _status.Live,
            Shadow = _status.Shadow == model ? null : _status.Shadow,
            Candidates = [.. _status.Candidates.Where(candidate => candidate != model)],
        });
    }

    public ValueTask<ModelReply> RollBack()
    {
        if (_status.Previous is not { } previous)
        {
            return ValueTask.FromResult(new ModelReply(_status, Problems.Of(
                ProblemCode.WrongStage, "model", null, "a model that was live before")));
        }

        return Change(_status with
        {
            Live = previous,
            Previous = null,
            Shadow = _status.Shadow == previous ? null : _status.Shadow,
            Candidates = [.. _status.Candidates.Where(candidate => candidate != previous), _status.Live!],
        });
    }

    public ValueTask<ModelReply> Shadow(string? model)
    {
        if (model == _status.Shadow) return Durable();
        if (model is null) return Change(_status with { Shadow = null });
        if (model == _status.Live || !IsKnown(model)) return Refused(model, "a registered model that is not live");
        if (services.Models.Find(model) is null) return Refused(model, "a model that this host has loaded");
        return Change(_status with { Shadow = model });
    }

    public void Restore(ReadOnlySpan<byte> snapshot) => Apply(snapshot);

    public void Apply(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        GrainJournal.Expect(ref reader, ModelRecords.State);
        _status = ModelRecords.Read(name, ref reader);
    }

    public void Activated() => services.Models.Announce(name, _status.Live, _status.Shadow, _status.Version);

    public void Snapshot(IBufferWriter<byte> to)
    {
        var writer = _journal.Begin(ModelRecords.State);
        ModelRecords.Write(writer, _status);
        writer.CopyTo(to);
    }

    private bool IsKnown(string model) =>
        model == _status.Live || model == _status.Previous || _status.Candidates.Contains(model);

    private async ValueTask<ModelReply> Change(ModelStatus next)
    {
        var changed = _status = next with { Version = _status.Version + 1 };
        ModelRecords.Write(_journal.Begin(ModelRecords.State), changed);
        await _journal.Commit();
        services.Models.Announce(name, changed.Live, changed.Shadow, changed.Version);
        return new ModelReply(changed, null);
    }

    private async ValueTask<ModelReply> Durable()
    {
        var status = _status;
        await _journal.Last;
        return new ModelReply(status, null);
    }

    private ValueTask<ModelReply> Refused(string? value, string expected, string field = "model") =>
        ValueTask.FromResult(new ModelReply(_status, Problems.Of(ProblemCode.UnknownModel, field, value, expected)));
}
