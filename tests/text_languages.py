"""Short posts in eight languages, written for these tests."""

POSTS: dict[str, list[str]] = {
    "de": """Seit dem Update stürzt die App jedes Mal beim Öffnen ab.
Warum kann ich meine Rechnungen nicht mehr als PDF speichern?
Der Kundendienst hat nach drei Wochen immer noch nicht geantwortet.
Endlich gibt es den Dunkelmodus, vielen Dank dafür!
Die Anmeldung mit dem Code klappt im Ausland überhaupt nicht.
Ich finde die neue Oberfläche viel unübersichtlicher als vorher.
Preis ist schon wieder gestiegen, langsam reicht es mir wirklich.
Könnt ihr bitte die alte Suche zurückbringen?
Hab mein Paket bestellt und es kam völlig kaputt an
Läuft super auf meinem Tablet, aber auf dem Handy ruckelt es
Man muss sich ständig neu einloggen, das nervt
Gibt es eine Möglichkeit, zwei Konten zu verbinden?
Die Werbung nach jedem Klick ist einfach zu viel.
Bei mir wird seit gestern kein Guthaben angezeigt
Bin sehr zufrieden, alles einfach und übersichtlich gemacht
Wieso wurde mein Kommentar gelöscht, ich habe nur gefragt
Der Export für den Steuerberater fehlt mir noch
Meine Kinder lieben die Videos, weiter so
Leider keine Antwort auf meine letzten vier Mails bekommen
Ohne Internet geht gar nichts, das ist schade
Schnelle Lieferung und gute Verpackung, gerne wieder""".splitlines(),
    "fr": """Depuis la mise à jour, l'application plante sans arrêt.
Impossible de télécharger mes factures, c'est pénible.
Le service client ne répond jamais au téléphone.
Bravo pour le mode sombre, on l'attendait depuis longtemps !
Je n'arrive plus à me connecter avec mon adresse mail
Pourquoi avez-vous changé la page d'accueil ?
Le prix a encore augmenté ce mois-ci, c'est abusé
Vous pouvez remettre l'ancienne version s'il vous plaît ?
Mon colis est arrivé cassé et personne ne me rembourse
Très pratique au quotidien, je recommande à mes amis
Il faut se reconnecter à chaque fois, c'est énervant
Comment faire pour supprimer mon compte ?
Trop de publicités entre les vidéos
Je ne reçois pas le code de vérification par SMS
Facile à utiliser et bien pensé, merci à l'équipe
On ne peut pas partager une liste avec sa famille
Mes messages ont disparu après le changement de téléphone
La livraison était rapide mais la boîte était ouverte
Ça marche bien sur ordinateur, beaucoup moins sur tablette
J'attends toujours le remboursement de ma commande
Dommage qu'il n'y ait pas de recherche dans l'historique""".splitlines(),
    "es": """Desde la última actualización se cierra sola cada vez.
No puedo descargar mis facturas desde el móvil.
El servicio de atención al cliente nunca contesta
Por fin pusieron el modo oscuro, muchas gracias
No me llega el código para entrar a mi cuenta
¿Por qué cambiaron la página principal? Era mejor antes
Otra vez subió el precio y el servicio sigue igual
Por favor devuelvan la búsqueda de antes
El paquete llegó roto y nadie me da una solución
Muy fácil de usar, la recomiendo a todo el mundo
Tengo que iniciar sesión todos los días, qué fastidio
¿Cómo puedo borrar mi cuenta para siempre?
Hay demasiados anuncios entre los videos
Me cobraron dos veces el mismo mes
Funciona muy bien en la tableta pero en el teléfono va lento
Quisiera compartir mi lista con la familia
Se borraron todos mis mensajes cuando cambié de celular
La entrega fue rápida y todo llegó en buen estado
Todavía estoy esperando la devolución de mi dinero
Ojalá agreguen una opción para exportar los datos
Mis hijos aprenden mucho con estos videos""".splitlines(),
    "it": """Dopo l'ultimo aggiornamento l'app si blocca sempre.
Non riesco più a scaricare le fatture in PDF
Il servizio clienti non risponde mai alle mail
Finalmente la modalità scura, grazie mille!
Il codice di accesso non arriva mai all'estero
Perché avete cambiato la pagina iniziale? Era meglio prima
Il prezzo è aumentato ancora, così non va bene
Potete rimettere la vecchia ricerca per favore?
Il pacco è arrivato rotto e nessuno mi rimborsa
Molto comoda, la uso tutti i giorni e la consiglio
Devo rifare l'accesso ogni volta, è una noia
Come faccio a cancellare il mio account?
Troppa pubblicità tra un video e l'altro
Mi hanno addebitato due volte lo stesso mese
Sul tablet funziona bene, sul telefono è lentissima
Vorrei condividere la lista con la mia famiglia
Ho perso tutti i messaggi quando ho cambiato telefono
Consegna veloce e imballaggio perfetto
Sto ancora aspettando il rimborso del mio ordine
Sarebbe bello poter esportare i dati in Excel
I miei figli guardano i vostri video ogni sera""".splitlines(),
    "pt": """Depois da atualização o aplicativo fecha sozinho.
Não consigo baixar as minhas faturas pelo celular
O atendimento ao cliente nunca responde os e-mails
Finalmente colocaram o modo escuro, muito obrigado!
O código de verificação não chega no meu telefone
Por que mudaram a página inicial? Era melhor antes
O preço subiu outra vez e o serviço continua igual
Por favor tragam de volta a busca antiga
A encomenda chegou quebrada e ninguém resolve
Muito fácil de usar, recomendo para todo mundo
Tenho que fazer login todos os dias, que chatice
Como faço para apagar a minha conta?
Tem propaganda demais entre um vídeo e outro
Fui cobrado duas vezes no mesmo mês
No computador funciona bem, mas no celular é lento
Gostaria de compartilhar a lista com a minha família
Perdi todas as mensagens quando troquei de telefone
A entrega foi rápida e chegou tudo certinho
Ainda estou esperando o reembolso do meu pedido
Seria ótimo poder exportar os dados para uma planilha
Meus filhos adoram os vídeos de vocês""".splitlines(),
    "nl": """Sinds de laatste update loopt de app steeds vast.
Ik kan mijn facturen niet meer downloaden
De klantenservice reageert nooit op mijn mails
Eindelijk een donkere modus, heel erg bedankt!
De code om in te loggen komt nooit aan
Waarom hebben jullie de startpagina veranderd?
De prijs is alweer omhoog gegaan, ik ben er klaar mee
Kunnen jullie de oude zoekfunctie terugzetten?
Het pakket kwam kapot aan en niemand helpt me
Heel handig, ik gebruik het elke dag
Je moet elke keer opnieuw inloggen, erg vervelend
Hoe kan ik mijn account verwijderen?
Veel te veel reclame tussen de filmpjes
Er is twee keer geld van mijn rekening afgeschreven
Op de tablet werkt het goed, op mijn telefoon is het traag
Ik zou graag een lijst met mijn gezin willen delen
Al mijn berichten zijn weg sinds ik een nieuwe telefoon heb
Snelle levering en alles netjes verpakt
Ik wacht nog steeds op mijn geld terug
Jammer dat je niets kunt exporteren naar een bestand
Mijn kinderen kijken elke avond naar jullie video's""".splitlines(),
    "pl": """Po ostatniej aktualizacji aplikacja ciągle się wyłącza.
Nie mogę pobrać faktur na telefon
Obsługa klienta nigdy nie odpowiada na maile
Nareszcie tryb ciemny, bardzo dziękuję!
Kod do logowania w ogóle nie przychodzi
Dlaczego zmieniliście stronę główną? Wcześniej było lepiej
Cena znowu wzrosła, a usługa jest taka sama
Czy możecie przywrócić stare wyszukiwanie?
Paczka przyszła uszkodzona i nikt mi nie pomaga
Bardzo wygodna, używam jej codziennie i polecam
Trzeba się logować za każdym razem, to męczące
Jak mogę usunąć swoje konto?
Za dużo reklam pomiędzy filmami
Pobrano mi pieniądze dwa razy w tym samym miesiącu
Na tablecie działa dobrze, na telefonie bardzo wolno
Chciałabym udostępnić listę mojej rodzinie
Zniknęły wszystkie wiadomości po zmianie telefonu
Szybka dostawa i wszystko dobrze zapakowane
Wciąż czekam na zwrot pieniędzy za zamówienie
Szkoda, że nie można eksportować danych do pliku
Moje dzieci oglądają wasze filmy co wieczór""".splitlines(),
    "tr": """Son güncellemeden sonra uygulama sürekli kapanıyor.
Faturalarımı telefona indiremiyorum
Müşteri hizmetleri hiçbir zaman cevap vermiyor
Sonunda karanlık mod geldi, çok teşekkürler!
Giriş kodu telefonuma bir türlü gelmiyor
Ana sayfayı neden değiştirdiniz? Eskisi daha iyiydi
Fiyat yine arttı ama hizmet aynı kaldı
Lütfen eski arama özelliğini geri getirin
Paket kırık geldi ve kimse yardımcı olmuyor
Çok kullanışlı, her gün kullanıyorum ve tavsiye ederim
Her seferinde yeniden giriş yapmak gerekiyor, çok sıkıcı
Hesabımı nasıl silebilirim acaba?
Videoların arasında çok fazla reklam var
Aynı ay içinde iki kere para çekildi
Tablette iyi çalışıyor ama telefonda çok yavaş
Listemi ailemle paylaşmak istiyorum
Telefon değiştirince bütün mesajlarım silindi
Hızlı teslimat, her şey özenle paketlenmişti
Hâlâ siparişimin iadesini bekliyorum
Keşke verileri dosyaya aktarmak mümkün olsaydı
Çocuklarım her akşam videolarınızı izliyor""".splitlines(),
}
