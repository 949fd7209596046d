using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Orleans.Models;

/// <summary>
/// A shared model whose files are brought here before it judges them, and whose changes every silo knows before they
/// are answered.
/// </summary>
internal sealed class AnnouncedModel(IHosted<ISharedModel> model, ModelCourier courier) : IHosted<ISharedModel>
{
    public async ValueTask<TReply> Call<TArgument, TReply>(
        Func<ISharedModel, TArgument, ValueTask<TReply>> method, TArgument argument, Turn turn, bool bounded)
    {
        await courier.Have(argument as string);
        var reply = await model.Call(method, argument, turn, bounded);
        if (reply is ModelReply { Problem: null } changed)
            await courier.Tell(changed.Status);
        return reply;
    }

    public Task<bool> Snapshot() => model.Snapshot();
}
