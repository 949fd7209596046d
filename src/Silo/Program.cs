using WorldModel.Schema;
using WorldModel.Silo;

try
{
    await using var silo = await SiloHost.Start(SiloSettings.Read(args));
    await silo.WaitForShutdown();
    return 0;
}
catch (WorldModelException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 2;
}
