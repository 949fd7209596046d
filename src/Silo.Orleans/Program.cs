using WorldModel.Schema;
using WorldModel.Silo.Orleans;

try
{
    await using var silo = await ClusterHost.Start(ClusterArguments.Read(args));
    await silo.WaitForShutdown();
    return 0;
}
catch (WorldModelException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 2;
}
