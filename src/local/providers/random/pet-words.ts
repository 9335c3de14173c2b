/** What a name of three words or more begins with. */
export const adverbs: readonly string[] = `
abnormally actually admittedly amazingly amply aptly barely basically boldly briefly brightly broadly calmly
certainly cheaply clearly closely commonly completely constantly correctly curiously deadly dearly deeply deftly
directly distinctly duly eagerly early easily endlessly enormously entirely equally evenly evidently exactly
explicitly fairly famously finally firmly formally freely frequently fully generally gently genuinely gladly
globally gratefully greatly happily heavily honestly hugely humbly ideally immensely inherently initially
jointly kindly largely lately legally lightly likely literally loosely luckily mainly manually marginally mildly
mostly mutually namely naturally nearly neatly newly nicely normally notably obviously openly optionally
partially patiently perfectly plainly politely possibly precisely promptly properly purely quickly quietly
rapidly rarely readily really regularly repeatedly rightly roughly safely sharply simply slowly smoothly
socially solely specially steadily strictly strongly suddenly supposedly surely swiftly terminally thoroughly
tightly totally truly typically ultimately uniquely usefully utterly vaguely vastly verbally vertically visibly
vitally warmly wholly widely wisely
`
  .trim()
  .split(/\s+/);

/** The word before the animal. */
export const adjectives: readonly string[] = `
able agile alert amber ample apt azure balmy bold brave breezy brief bright brisk broad calm candid careful
cheerful chief civil clean clear clever close cosy crisp curious daring dear deep direct divine dry eager early
easy elegant equal exact fair famous fast fine firm fit flowing fluent fond frank free fresh full funny gentle
genuine giving glad glowing golden good grand grateful great green handy happy hardy hearty honest humble ideal
immense joint jolly just keen key kind large lasting light likely live lively loyal lucky lunar mature meek
mellow merry mighty mild modest mutual native natural neat new nice noble normal notable novel open optimal
patient perfect plain pleasant polite precise prime proper proud pure quick quiet rapid rare ready real regular
rich right robust ruling safe sharp shining silver simple sincere smart smooth social solar solid sound stable
steady still strong sunny sure sweet swift tender tidy top true trusted upright useful valid vast verbal viable
vital vivid warm well whole wide willing wise witty young
`
  .trim()
  .split(/\s+/);

/** Animals. */
export const names: readonly string[] = `
albatross alpaca ant antelope badger bat bear beaver bee beetle bison boar bobcat buffalo bullfrog camel caribou
cat cheetah chicken chipmunk clam cobra cod condor corgi cougar cow coyote crab crane crayfish cricket crow deer
dingo dog dolphin donkey dove dragonfly drake duck eagle eel elephant elk emu falcon ferret finch fish flamingo
fox frog gazelle gecko gibbon giraffe goat goose gopher grouse gull hamster hare hawk hedgehog heron herring
hippo hornet horse hound hyena ibex iguana impala jackal jaguar jay jennet kangaroo kestrel kid kite kitten
koala krill ladybug lamb lark lemming lemur leopard lion lizard llama lobster lynx macaw mackerel magpie mallard
mammal marmot marten mink mole mongoose monkey moose moth mouse mule muskrat newt ocelot octopus opossum orca
oryx osprey otter owl ox oyster panda panther parrot peacock pelican penguin perch pheasant pig pigeon pony
porpoise puffin puma python quail rabbit raccoon ram raven ray reindeer robin rooster salmon seal shark sheep
shrew shrimp skunk sloth snail snake sparrow spider sponge squid stag stallion starling stork swan tapir tern
thrush tiger toad tortoise trout tuna turkey turtle urchin viper vulture wallaby walrus warthog wasp weasel
whale wildcat wolf wombat wren yak zebra
`
  .trim()
  .split(/\s+/);
